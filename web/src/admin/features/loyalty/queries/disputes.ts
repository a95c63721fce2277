import { keepPreviousData } from "@tanstack/react-query";
import type { InferOutput } from "valibot";
import * as v from "valibot";
import { api, http, take, type Schemas } from "@/shared/http/api";
import { choiceParam, PAGE_SIZE, pageParam } from "@/shared/lists/search-params";

export const STATUSES = ["open", "confirmed", "rejected"] as const;

export const disputesSearch = v.object({ status: choiceParam(STATUSES), page: pageParam });

export type DisputesSearch = InferOutput<typeof disputesSearch>;

export const disputesQuery = ({ status = "open", page }: DisputesSearch) =>
  api.queryOptions(
    "get",
    "/api/v1/disputes",
    { params: { query: { status, page, limit: PAGE_SIZE } } },
    { placeholderData: keepPreviousData },
  );

export const resolveDispute = (disputeId: number, body: Schemas["DisputeResolve"]) =>
  take(
    http.POST("/api/v1/disputes/{dispute_id}/resolve", {
      params: { path: { dispute_id: disputeId } },
      body,
    }),
  );
