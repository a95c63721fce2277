import { useQueryClient } from "@tanstack/react-query";
import { api, http, take, type Schemas } from "@/shared/http/api";
import { meQuery } from "@/shared/session/me";

export type Setting = Schemas["SettingView"];
export type SettingValue = Setting["value"];

/** Words of the settings are told in `language`. */
export const settingsQuery = (language: string) =>
  api.queryOptions("get", "/api/v1/settings", { headers: { "accept-language": language } });

/** All of them are taken, or none. */
export const changeSettings = (body: Record<string, SettingValue>) =>
  take(http.PATCH("/api/v1/settings", { body }));

/** What hangs on settings: the shop's name, zone and currency are with who is signed in. */
export function useForgetSettings() {
  const queryClient = useQueryClient();
  return () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ["get", "/api/v1/settings"] }),
      queryClient.invalidateQueries({ queryKey: ["get", "/api/v1/telegram/channel"] }),
      queryClient.invalidateQueries({ queryKey: ["get", "/api/v1/first-steps"] }),
      queryClient.invalidateQueries({ queryKey: meQuery.queryKey }),
    ]);
}
