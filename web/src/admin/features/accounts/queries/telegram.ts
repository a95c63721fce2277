import { useQuery } from "@tanstack/react-query";
import { api, http, take, type Schemas } from "@/shared/http/api";

const LOOK_EVERY_MS = 1500;

export type Begun = Schemas["TelegramSignInBegun"];

/** A fresh code, number and QR. Counted by the API, so only asked for when looked at. */
export const useTelegramSignIn = () =>
  useQuery({
    ...api.queryOptions("post", "/api/v1/auth/telegram/init"),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  });

/** How a sign-in stands, asked again and again while it is pending. */
export const useTelegramStatus = (begun: Begun, isOver: boolean) =>
  useQuery({
    queryKey: ["telegram-sign-in", begun.auth_code, begun.browser_secret],
    queryFn: ({ signal }) =>
      take(
        http.GET("/api/v1/auth/telegram/status/{auth_code}", {
          params: {
            path: { auth_code: begun.auth_code },
            header: { "X-Sign-In-Secret": begun.browser_secret },
          },
          signal,
        }),
      ),
    enabled: !isOver,
    gcTime: 0,
    refetchInterval: ({ state }) =>
      state.data && state.data.status !== "pending" ? false : LOOK_EVERY_MS,
    refetchIntervalInBackground: true,
  });
