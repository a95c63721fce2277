import { keepPreviousData } from "@tanstack/react-query";
import * as v from "valibot";
import { api, http, take, type Schemas } from "@/shared/http/api";
import { choiceParam, flagParam, PAGE_SIZE, pageParam } from "@/shared/lists/search-params";

export type Broadcast = Schemas["BroadcastView"];

export const STATUSES = [
  "draft",
  "scheduled",
  "sending",
  "paused",
  "sent",
  "canceled",
  "error",
] as const;

export const DELIVERY_STATUSES = [
  "sent",
  "failed",
  "blocked",
  "unknown",
  "pending",
  "sending",
  "skipped",
  "canceled",
] as const;

/** What the address of the list may say, in the API's own names. */
export const broadcastsSearch = v.object({ status: choiceParam(STATUSES), page: pageParam });
export type BroadcastsSearch = v.InferOutput<typeof broadcastsSearch>;

/** One broadcast's page: which recipients are shown, and what is being asked. */
export const broadcastSearch = v.object({
  status: choiceParam(DELIVERY_STATUSES),
  is_clicked: flagParam,
  is_redeemed: flagParam,
  is_recalled: flagParam,
  ask: choiceParam(["send", "schedule", "edit"]),
});
export type BroadcastSearch = v.InferOutput<typeof broadcastSearch>;
export type RecipientsSearch = Omit<BroadcastSearch, "ask">;

const LIVE_MS = 2000;
const WAITING_MS = 10_000;

/** How often to look again while something happens by itself. */
const liveEvery = (status: Broadcast["status"] | undefined): number | false =>
  status === "sending" ? LIVE_MS : status === "scheduled" ? WAITING_MS : false;

export function broadcastsQuery(search: BroadcastsSearch) {
  return api.queryOptions(
    "get",
    "/api/v1/broadcasts",
    { params: { query: { ...search, limit: PAGE_SIZE } } },
    {
      placeholderData: keepPreviousData,
      refetchInterval: ({ state }) =>
        state.data?.items.some(({ status }) => liveEvery(status)) ? WAITING_MS : false,
    },
  );
}

export const broadcastQuery = (broadcastId: number) =>
  api.queryOptions(
    "get",
    "/api/v1/broadcasts/{broadcast_id}",
    { params: { path: { broadcast_id: broadcastId } } },
    { refetchInterval: ({ state }) => liveEvery(state.data?.status) },
  );

/** Answers come in after the last message has left: clicks, codes, the last of the unknown. */
export const statsQuery = ({ id, status }: Broadcast) =>
  api.queryOptions(
    "get",
    "/api/v1/broadcasts/{broadcast_id}/stats",
    { params: { path: { broadcast_id: id } } },
    { refetchInterval: status === "sending" ? LIVE_MS : WAITING_MS },
  );

export const correctionsQuery = (broadcastId: number) =>
  api.queryOptions(
    "get",
    "/api/v1/broadcasts/{broadcast_id}/corrections",
    { params: { path: { broadcast_id: broadcastId } } },
    {
      refetchInterval: ({ state }) =>
        state.data?.items.some(({ status }) => status === "running") ? LIVE_MS : false,
    },
  );

const BY_ID = {
  pageParamName: "before_id",
  initialPageParam: null,
  getNextPageParam: ({ next_before_id }: { next_before_id: number | null }) => next_before_id,
};

export const useCorrected = ({ id, broadcast_id, status }: Schemas["CorrectionView"]) =>
  api.useInfiniteQuery(
    "get",
    "/api/v1/broadcasts/{broadcast_id}/corrections/{correction_id}/messages",
    {
      params: {
        path: { broadcast_id, correction_id: id },
        query: { limit: PAGE_SIZE },
      },
    },
    { ...BY_ID, refetchInterval: status === "running" ? LIVE_MS : false },
  );

export const useRecipients = (broadcastId: number, search: RecipientsSearch) =>
  api.useInfiniteQuery(
    "get",
    "/api/v1/broadcasts/{broadcast_id}/recipients",
    { params: { path: { broadcast_id: broadcastId }, query: { ...search, limit: PAGE_SIZE } } },
    { ...BY_ID, refetchInterval: WAITING_MS },
  );

export const recipientsFile = (
  broadcastId: number,
  search: RecipientsSearch,
  format: Schemas["TableFormat"],
) =>
  take(
    http.GET("/api/v1/broadcasts/{broadcast_id}/recipients/export", {
      params: { path: { broadcast_id: broadcastId }, query: { ...search, format } },
      parseAs: "blob",
    }),
  );

export const countQuery = (body: Schemas["RecipientCountQuery"]) =>
  api.queryOptions(
    "post",
    "/api/v1/broadcasts/count-recipients",
    { body },
    { placeholderData: keepPreviousData },
  );

const MANY = 200;

export const segmentsQuery = api.queryOptions("get", "/api/v1/segments", {
  params: { query: { limit: MANY } },
});

export const templatesQuery = api.queryOptions("get", "/api/v1/discount-templates", {
  params: { query: { is_active: true, limit: MANY } },
});

export const peopleQuery = (search: string, isTest: boolean) =>
  api.queryOptions(
    "get",
    "/api/v1/users",
    { params: { query: { search: search || null, is_test: isTest, limit: 20 } } },
    { placeholderData: keepPreviousData },
  );

const MOST_NAMED = 100;

/** Those who were chosen before, to call them by name. */
export const namesQuery = (ids: readonly string[], isTest: boolean) =>
  api.queryOptions(
    "get",
    "/api/v1/users",
    {
      params: {
        query: { ids: ids.slice(0, MOST_NAMED).map(Number), is_test: isTest, limit: MOST_NAMED },
      },
    },
    { enabled: ids.length > 0, staleTime: Infinity },
  );
