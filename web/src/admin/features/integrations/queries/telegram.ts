import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, http, take, type Schemas } from "@/shared/http/api";

export type Bot = Schemas["BotView"];
export type Channel = Schemas["ChannelView"];

const LOOK_MS = 15_000;

export const botsQuery = api.queryOptions("get", "/api/v1/telegram/bots", undefined, {
  refetchInterval: LOOK_MS,
});

/** The shop's channel as the client bot sees it. */
export const channelQuery = api.queryOptions("get", "/api/v1/telegram/channel", {});

export const findChannel = (channel: string) =>
  take(http.GET("/api/v1/telegram/channel", { params: { query: { channel } } }));

function useForgetBots() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: botsQuery.queryKey });
}

export function useSetWebhook() {
  const forget = useForgetBots();
  return useMutation({
    mutationFn: (bot: Bot["bot"]) =>
      take(http.POST("/api/v1/telegram/bots/{bot}/webhook", { params: { path: { bot } } })),
    onSuccess: forget,
  });
}

export function useDeleteWebhook() {
  const forget = useForgetBots();
  return useMutation({
    mutationFn: (bot: Bot["bot"]) =>
      take(http.DELETE("/api/v1/telegram/bots/{bot}/webhook", { params: { path: { bot } } })),
    onSuccess: forget,
  });
}
