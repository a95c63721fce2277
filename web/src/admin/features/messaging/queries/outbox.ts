import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { InferOutput } from "valibot";
import * as v from "valibot";
import { api, http, take, type Schemas } from "@/shared/http/api";
import { useOrder } from "@/shared/http/once";
import { choiceParam } from "@/shared/lists/search-params";

export type Message = Schemas["MessageView"];
export type ChannelState = Schemas["OutboxChannel"];

export const CHANNELS = ["client_bot", "cashier_bot", "email", "sms"] as const;
export const STATUSES = ["unsent", "failed", "unknown", "pending", "sending", "sent"] as const;

export const STATUS_COLOURS = {
  pending: "gray",
  sending: "gray",
  sent: "pine",
  failed: "red",
  unknown: "orange",
  unsent: "orange",
} as const;

export const outboxSearch = v.object({
  status: choiceParam(STATUSES),
  channel: choiceParam(CHANNELS),
});

export type OutboxSearch = InferOutput<typeof outboxSearch>;

const LIMIT = 50;
const LIST = "/api/v1/outbox";
const STATES = "/api/v1/outbox/channels";

export const channelsQuery = api.queryOptions("get", STATES);

export const useMessages = ({ status, channel }: OutboxSearch) =>
  api.useInfiniteQuery(
    "get",
    LIST,
    { params: { query: { status, channel, limit: LIMIT } } },
    {
      pageParamName: "before_id",
      initialPageParam: null,
      getNextPageParam: ({ next_before_id }) => next_before_id,
    },
  );

export function useRetry() {
  const forget = useForgetOutbox();
  const [key, renew] = useOrder();
  return useMutation({
    mutationFn: (messageId: number) =>
      take(
        http.POST("/api/v1/outbox/{message_id}/retry", {
          params: { path: { message_id: messageId }, header: { "idempotency-key": key } },
        }),
      ),
    onSuccess: renew,
    onSettled: forget,
  });
}

export function useRetryUnsent() {
  const forget = useForgetOutbox();
  const [key, renew] = useOrder();
  return useMutation({
    mutationFn: (channel: Schemas["Channel"]) =>
      take(
        http.POST("/api/v1/outbox/retry", {
          params: { header: { "idempotency-key": key } },
          body: { channel },
        }),
      ),
    onSuccess: renew,
    onSettled: forget,
  });
}

function useForgetOutbox() {
  const queryClient = useQueryClient();
  return () =>
    Promise.all(
      [LIST, STATES].map((path) => queryClient.invalidateQueries({ queryKey: ["get", path] })),
    );
}
