import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { InferOutput } from "valibot";
import * as v from "valibot";
import { api } from "@/shared/http/api";
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

const DAY_MS = 86_400_000;

/** Days of the address as the moments the API asks for; the last day counts whole. */
const beginOf = (day: string | undefined, daysLater = 0) =>
  day && new Date(new Date(`${day}T00:00:00`).getTime() + daysLater * DAY_MS).toISOString();

export const discountsQuery = ({ issued_from, issued_to, ...filters }: DiscountsSearch) =>
  api.queryOptions(
    "get",
    "/api/v1/discounts",
    {
      params: {
        query: {
          ...filters,
          issued_from: beginOf(issued_from),
          issued_until: beginOf(issued_to, 1),
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
