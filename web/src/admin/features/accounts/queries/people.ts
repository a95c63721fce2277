import { keepPreviousData, useMutation, useQueryClient } from "@tanstack/react-query";
import type { InferOutput } from "valibot";
import * as v from "valibot";
import { api, http, take, type Schemas } from "@/shared/http/api";
import { choiceParam, PAGE_SIZE, pageParam, textParam } from "@/shared/lists/search-params";
import { meQuery } from "@/shared/session/me";

export type Person = Schemas["AccountDetails"];

export const TABS = ["active", "waiting", "blocked"] as const;
export const ROLES = [
  "owner",
  "admin",
  "manager",
  "marketing",
  "receptionist",
  "master",
  "readonly",
] as const satisfies readonly Schemas["RoleName"][];
export const NOTICE_GROUPS = [
  "cashier_requests",
  "disputes",
  "digest",
  "errors",
] as const satisfies readonly Schemas["NotificationGroup"][];

const STATUS_OF = { active: "active", waiting: "pending", blocked: "disabled" } as const;

export const peopleSearch = v.object({
  tab: choiceParam(TABS),
  search: textParam,
  role: choiceParam(ROLES),
  page: pageParam,
});

export type PeopleSearch = InferOutput<typeof peopleSearch>;

export const peopleQuery = ({ tab = "active", search, role, page }: PeopleSearch) =>
  api.queryOptions(
    "get",
    "/api/v1/admins",
    { params: { query: { status: STATUS_OF[tab], search, role, page, limit: PAGE_SIZE } } },
    { placeholderData: keepPreviousData },
  );

export const waitingQuery = (page?: number) => peopleQuery({ tab: "waiting", page });

export const personQuery = (accountId: number) =>
  api.queryOptions("get", "/api/v1/admins/{account_id}", {
    params: { path: { account_id: accountId } },
  });

export const createPerson = (body: Schemas["AccountCreate"]) =>
  take(http.POST("/api/v1/admins", { body }));

export const editPerson = (accountId: number, body: Schemas["AccountEdit"]) =>
  take(http.PATCH("/api/v1/admins/{account_id}", { ...at(accountId), body }));

export const removePerson = (accountId: number) =>
  http.DELETE("/api/v1/admins/{account_id}", at(accountId));

export const signOutPerson = (accountId: number) =>
  http.DELETE("/api/v1/admins/{account_id}/devices", at(accountId));

const at = (accountId: number) => ({ params: { path: { account_id: accountId } } });

export const useInvitation = (accountId: number) =>
  useMutation({
    mutationFn: () => take(http.POST("/api/v1/admins/{account_id}/invitation", at(accountId))),
  });

/** One change of one person (`isShown`: the page itself tells of a refusal), after which everything that names them is asked for again. */
export function usePersonChange(change: () => Promise<unknown>, isShown = false) {
  const forget = useForgetPeople();
  return useMutation({ mutationFn: change, onSettled: forget, meta: { isShown } });
}

const PATHS = ["/api/v1/admins", "/api/v1/admins/{account_id}", "/api/v1/settings/roles"] as const;

/** Also who one is oneself: the menu shows at once what one may do now. */
export function useForgetPeople() {
  const queryClient = useQueryClient();
  return () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: meQuery.queryKey }),
      ...PATHS.map((path) => queryClient.invalidateQueries({ queryKey: ["get", path] })),
    ]);
}
