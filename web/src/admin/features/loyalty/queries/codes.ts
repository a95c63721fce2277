import { keepPreviousData, useMutation } from "@tanstack/react-query";
import type { InferOutput } from "valibot";
import * as v from "valibot";
import { api, http, take } from "@/shared/http/api";
import { idParam, textParam } from "@/shared/lists/search-params";
import { useForgetLoyalty } from "./forget";

/** `id` is there once one of several readings was chosen. */
export const codeSearch = v.object({ code: textParam, id: idParam });

export type CodeSearch = InferOutput<typeof codeSearch>;

const READINGS = 10;

/** Every code that what was typed may mean. */
export const readingsQuery = (code: string) =>
  api.queryOptions("get", "/api/v1/discounts", {
    params: { query: { code, limit: READINGS } },
  });

export const storyQuery = (discountId: number) =>
  api.queryOptions(
    "get",
    "/api/v1/discounts/{discount_id}",
    { params: { path: { discount_id: discountId } } },
    { placeholderData: keepPreviousData },
  );

export function useBlock() {
  const forget = useForgetLoyalty();
  return useMutation({
    mutationFn: ({ discountId, isBlocked }: { discountId: number; isBlocked: boolean }) => {
      const init = { params: { path: { discount_id: discountId } } };
      return take(
        isBlocked
          ? http.POST("/api/v1/discounts/{discount_id}/block", init)
          : http.POST("/api/v1/discounts/{discount_id}/unblock", init),
      );
    },
    onSettled: forget,
  });
}

export const reverse = (redemptionId: number, reason: string) =>
  take(
    http.POST("/api/v1/redemptions/{redemption_id}/reverse", {
      params: { path: { redemption_id: redemptionId } },
      body: { reason },
    }),
  );
