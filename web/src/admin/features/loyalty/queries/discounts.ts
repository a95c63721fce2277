import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { InferOutput } from "valibot";
import * as v from "valibot";
import { api } from "@/shared/http/api";
import { beginOfDay } from "@/shared/i18n/zone";
import {
  choiceParam,
  dayParam,
  flagParam,
  idParam,
  PAGE_SIZE,
  pageParam,
  textParam,
} from "@/shared/lists/search-params";

export const STATES = ["active", "upcoming", "used", "expired", "blocked"] as const;

export const discountsSearch = v.object({
  code: textParam,
  state: choiceParam(STATES),
  template_id: idParam,
  client_id: idParam,
  campaign_id: idParam,
  issued_from: dayParam,
  issued_to: dayParam,
  is_test: flagParam,
  page: pageParam,
});

export type DiscountsSearch = InferOutput<typeof discountsSearch>;

/** Days of the address are the shop's; the last one counts whole. */
export const discountsQuery = (
  { issued_from, issued_to, ...filters }: DiscountsSearch,
  zone: string,
) =>
  api.queryOptions(
    "get",
    "/api/v1/discounts",
    {
      params: {
        query: {
          ...filters,
          issued_from: issued_from && beginOfDay(issued_from, zone),
          issued_until: issued_to && beginOfDay(issued_to, zone, 1),
          limit: PAGE_SIZE,
        },
      },
    },
    { placeholderData: keepPreviousData },
  );

const ALL = 200;

/** For choosing among them by name. */
export const useTemplateNames = () =>
  useQuery(
    api.queryOptions("get", "/api/v1/discount-templates", { params: { query: { limit: ALL } } }),
  );
