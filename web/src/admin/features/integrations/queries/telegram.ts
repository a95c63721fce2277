import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, http, take, type Schemas } from "@/shared/http/api";
import { isSwitching, type Mode } from "../rules/mode";

export type Channel = Schemas["ChannelView"];

const LOOK_MS = 15_000;
const WATCH_MS = 1_000;

export const botsQuery = api.queryOptions("get", "/api/v1/telegram/bots", undefined, {
  refetchInterval: ({ state: { data } }) => (data && isSwitching(data) ? WATCH_MS : LOOK_MS),
});

/** The shop's channel as the client bot sees it. */
export const channelQuery = api.queryOptions("get", "/api/v1/telegram/channel", {});

export const findChannel = (channel: string) =>
  take(http.GET("/api/v1/telegram/channel", { params: { query: { channel } } }));

/** How the bots hear of messages; null: as the environment says. */
export function useChooseMode() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (mode: Mode | null) =>
      take(http.PATCH("/api/v1/settings", { body: { bot_mode: mode } })),
    meta: { isShown: true },
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: botsQuery.queryKey }),
        queryClient.invalidateQueries({ queryKey: ["get", "/api/v1/settings"] }),
      ]),
  });
}
