import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { http, take, type Schemas } from "@/shared/http/api";
import { beginSession } from "@/shared/session/me";
import { currentLanguage } from "@/shared/i18n/language";

export const signIn = (body: Schemas["Login"]) => take(http.POST("/api/v1/auth/login", { body }));

/** Exchange a one-time link for a session. It works once. */
export async function enterByLink(queryClient: QueryClient, token: string): Promise<void> {
  beginSession(queryClient, await take(http.POST("/api/v1/auth/login-token", { body: { token } })));
}

export const register = (body: Omit<Schemas["Registration"], "language">) =>
  take(http.POST("/api/v1/auth/register", { body: { ...body, language: currentLanguage() } }));

export const askForReset = (body: Schemas["ForgottenPassword"]) =>
  http.POST("/api/v1/auth/forgot-password", { body });

export const resetPassword = (body: Schemas["PasswordReset"]) =>
  http.POST("/api/v1/auth/reset-password", { body });

/** Begin the session of a sign-in that went well. */
export function useBeginSession() {
  const queryClient = useQueryClient();
  return (session: Schemas["SessionView"]) => beginSession(queryClient, session);
}
