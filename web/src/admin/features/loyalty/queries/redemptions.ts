import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { InferOutput } from "valibot";
import * as v from "valibot";
import { api, type Schemas } from "@/shared/http/api";
import { beginOfDay } from "@/shared/i18n/zone";
import {
  choiceParam,
  dayParam,
  idParam,
  PAGE_SIZE,
  pageParam,
  textParam,
} from "@/shared/lists/search-params";

export type Redemption = Schemas["RedemptionRow"];

export const REDEMPTION_STATES = ["stands", "undone", "reversed"] as const;
const SORTS = [
  "-redeemed_at",
  "redeemed_at",
  "-bill_minor",
  "bill_minor",
  "-discount_minor",
  "discount_minor",
] as const;

export const redemptionsSearch = v.object({
  code: textParam,
  state: choiceParam(REDEMPTION_STATES),
  cashier_id: idParam,
  template_id: idParam,
  campaign_id: idParam,
  client_id: idParam,
  from: dayParam,
  to: dayParam,
  sort: choiceParam(SORTS),
  page: pageParam,
});

export type RedemptionsSearch = InferOutput<typeof redemptionsSearch>;

/** Days are the shop's; the last one counts whole. */
export const redemptionsQuery = ({ from, to, ...search }: RedemptionsSearch, zone: string) =>
  api.queryOptions(
    "get",
    "/api/v1/redemptions",
    {
      params: {
        query: {
          ...search,
          redeemed_from: from && beginOfDay(from, zone),
          redeemed_until: to && beginOfDay(to, zone, 1),
          limit: PAGE_SIZE,
        },
      },
    },
    { placeholderData: keepPreviousData },
  );

const ALL = 200;

/** For choosing among them by name: those who left redeemed too. */
export const useCashierNames = () =>
  useQuery(
    api.queryOptions("get", "/api/v1/cashiers", {
      params: { query: { waiting: false, limit: ALL } },
    }),
  );
