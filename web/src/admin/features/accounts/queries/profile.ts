import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, http, take, type Schemas } from "@/shared/http/api";
import { meQuery } from "@/shared/session/me";

const devicesQuery = api.queryOptions("get", "/api/v1/auth/devices");

export const useDevices = () => useQuery(devicesQuery);

export function useEndDevice() {
  const queryClient = useQueryClient();
  return api.useMutation("delete", "/api/v1/auth/devices/{device_id}", {
    onSuccess: () => queryClient.invalidateQueries({ queryKey: devicesQuery.queryKey }),
  });
}

export function useEndOtherDevices() {
  const queryClient = useQueryClient();
  return api.useMutation("delete", "/api/v1/auth/devices", {
    onSuccess: () => queryClient.invalidateQueries({ queryKey: devicesQuery.queryKey }),
  });
}

export const saveProfile = (body: Schemas["ProfileEdit"]) =>
  take(http.PUT("/api/v1/settings/profile", { body }));

export const changePassword = (body: Schemas["PasswordChange"]) =>
  http.POST("/api/v1/settings/profile/password", { body });

/** Show what was saved at once, everywhere the person's name stands. */
export function useShowMe() {
  const queryClient = useQueryClient();
  return (me: Schemas["MeView"]) => queryClient.setQueryData(meQuery.queryKey, me);
}

export const useTelegramLink = () =>
  useMutation({
    mutationFn: (body: Schemas["TelegramLinkBegin"]) =>
      take(http.POST("/api/v1/auth/telegram/link", { body })),
    meta: { isShown: true },
  });
