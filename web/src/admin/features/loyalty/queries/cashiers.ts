import { keepPreviousData, useMutation } from "@tanstack/react-query";
import type { InferOutput } from "valibot";
import * as v from "valibot";
import { api, http, take } from "@/shared/http/api";
import { beginOfDay, dayBefore } from "@/shared/i18n/zone";
import { choiceParam, PAGE_SIZE, pageParam, textParam } from "@/shared/lists/search-params";
import { useForgetLoyalty } from "./forget";

export const TABS = ["active", "requests", "former"] as const;
export const PERIODS = ["7", "30", "90", "all"] as const;
type Period = (typeof PERIODS)[number];

export const USUAL_PERIOD: Period = "30";

export const cashiersSearch = v.object({
  tab: choiceParam(TABS),
  search: textParam,
  period: choiceParam(PERIODS),
  page: pageParam,
});

export const cashierSearch = v.object({ period: choiceParam(PERIODS) });

export type CashiersSearch = InferOutput<typeof cashiersSearch>;
export type CashierSearch = InferOutput<typeof cashierSearch>;

/** The first day of a period that ends today, in the shop's zone. */
export const firstDayOf = (period: Period = USUAL_PERIOD, zone: string): string | undefined =>
  period === "all" ? undefined : dayBefore(Number(period) - 1, zone);

function sinceOf(period: Period | undefined, zone: string): string | undefined {
  const day = firstDayOf(period, zone);
  return day && beginOfDay(day, zone);
}

export const requestsQuery = (page = 1) =>
  api.queryOptions(
    "get",
    "/api/v1/cashiers/requests",
    { params: { query: { page, limit: PAGE_SIZE } } },
    { placeholderData: keepPreviousData },
  );

export const cashiersQuery = ({ tab, search, period, page }: CashiersSearch, zone: string) =>
  api.queryOptions(
    "get",
    "/api/v1/cashiers",
    {
      params: {
        query: {
          active: tab !== "former",
          waiting: false,
          search,
          since: sinceOf(period, zone),
          page,
          limit: PAGE_SIZE,
        },
      },
    },
    { placeholderData: keepPreviousData },
  );

export const cashierQuery = (cashierId: number, { period }: CashierSearch, zone: string) =>
  api.queryOptions(
    "get",
    "/api/v1/cashiers/{cashier_id}",
    { params: { path: { cashier_id: cashierId }, query: { since: sinceOf(period, zone) } } },
    { placeholderData: keepPreviousData },
  );

/** Letting somebody work at the till, or no longer: the answer is the cashier as they are then. */
export function useDecide() {
  const forget = useForgetLoyalty();
  return useMutation({
    mutationFn: ({ cashierId, isApproved }: { cashierId: number; isApproved: boolean }) => {
      const init = { params: { path: { cashier_id: cashierId } } };
      return take(
        isApproved
          ? http.POST("/api/v1/cashiers/{cashier_id}/activate", init)
          : http.POST("/api/v1/cashiers/{cashier_id}/deactivate", init),
      );
    },
    onSettled: forget,
  });
}

const ATTEMPTS = 25;

/** Tries at codes, newest first, as far back as one likes. */
export const useAttempts = (cashierId: number) =>
  api.useInfiniteQuery(
    "get",
    "/api/v1/redemption-attempts",
    { params: { query: { cashier_id: cashierId, limit: ATTEMPTS } } },
    {
      pageParamName: "before_id",
      initialPageParam: null,
      getNextPageParam: ({ next_before_id }) => next_before_id,
    },
  );
