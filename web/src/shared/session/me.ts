import type { QueryClient } from "@tanstack/react-query";
import { createContext, use } from "react";
import { api, http, type Schemas } from "@/shared/http/api";
import { accessToken, dropSession, keepSession, mayBeSignedIn, takeOwner } from "./tokens";

export type Permission = Schemas["Permission"];
export type Me = Schemas["MeView"];

/** Who is signed in and what they may do. Asked again when the window is looked at. */
export const meQuery = api.queryOptions("get", "/api/v1/auth/me", undefined, {
  staleTime: 60_000,
});

/** Null when nobody is signed in. Throws a `Problem` when that cannot be found out. */
export async function findMe(queryClient: QueryClient): Promise<Me | null> {
  if (!mayBeSignedIn()) return null;
  try {
    if (!queryClient.getQueryData(meQuery.queryKey)) await recall(queryClient);
    return await queryClient.query({ ...meQuery, staleTime: "static" });
  } catch (error) {
    if (!mayBeSignedIn()) return null;
    throw error;
  }
}

/** Whoever renews the session is told whose it is: one request less before the first page. */
async function recall(queryClient: QueryClient): Promise<void> {
  await accessToken();
  const owner = takeOwner();
  if (owner) queryClient.setQueryData(meQuery.queryKey, owner);
}

/** Filled by `SignedIn`: each line of a list asks, too often for a query's observer of its own. */
export const MeContext = createContext<Me | null>(null);

/** Inside pages of the panel, where somebody is always signed in. */
export function useMe(): Me {
  const me = use(MeContext);
  if (!me) throw new Error("useMe stands outside of SignedIn");
  return me;
}

/** `const can = useRights(); can("clients:edit")`. Denied unless granted. */
export function useRights(): (permission: Permission) => boolean {
  const me = useMe();
  return (permission) => me.permissions.includes(permission);
}

/** A session has begun: keep it, and forget what was loaded for whoever sat here before. */
export function beginSession(queryClient: QueryClient, session: Schemas["SessionView"]): void {
  keepSession(session);
  queryClient.clear();
}

/** Sign this device out. Also without a connection: then the device is ended later, in the list. */
export async function signOut(queryClient: QueryClient): Promise<void> {
  await http.POST("/api/v1/auth/logout").catch(() => undefined);
  dropSession();
  queryClient.clear();
}
