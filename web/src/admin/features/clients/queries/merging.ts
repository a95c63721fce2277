import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, http, take, type Schemas } from "@/shared/http/api";

const at = (clientId: number) => ({ path: { user_id: clientId } });
const FOUND = 8;
const MIN_LENGTH = 2;

/** Cards that were merged into this one, undone merges too. */
export const mergesQuery = (clientId: number) =>
  api.queryOptions("get", "/api/v1/users/{user_id}/merges", { params: at(clientId) });

/** Both cards, and the one that would come of them. */
export const previewQuery = (keptId: number, otherId: number) =>
  api.queryOptions(
    "get",
    "/api/v1/users/{user_id}/merge-preview",
    { params: { ...at(keptId), query: { other_id: otherId } } },
    { retry: false, staleTime: 0 },
  );

interface Candidate {
  id: number;
  full_name: string;
  /** What tells namesakes apart. */
  hint: string;
}

type Person = Pick<Schemas["DoubleView"], "id" | "full_name" | "username" | "telegram_id">;

const shown = ({ id, full_name, username, telegram_id }: Person, phone: string | null) => ({
  id,
  full_name,
  hint: [phone, username ? `@${username}` : telegram_id].filter(Boolean).join(" · "),
});

/** Whom a card may be merged with: who is like this person, or who fits what was typed. */
export function useCandidates(client: { id: number; is_test: boolean }, typed: string) {
  const isTyped = typed.length >= MIN_LENGTH;
  const found = useQuery({
    ...api.queryOptions("get", "/api/v1/users", {
      params: { query: { search: typed, limit: FOUND, is_test: client.is_test } },
    }),
    enabled: isTyped,
    placeholderData: keepPreviousData,
  });
  const doubles = useQuery(
    api.queryOptions("get", "/api/v1/users/{user_id}/doubles", { params: at(client.id) }),
  );
  const people: Candidate[] = isTyped
    ? (found.data?.items ?? []).map(({ phone, ...person }) => shown(person, phone))
    : (doubles.data?.items ?? []).map((person) => shown(person, null));
  return {
    people: people.filter(({ id }) => id !== client.id),
    isTyped,
    isAsking: isTyped && found.isFetching,
    error: found.error,
  };
}

export const mergeClients = (keptId: number, otherId: number, key: string) =>
  take(
    http.POST("/api/v1/users/{user_id}/merge", {
      params: { ...at(keptId), header: { "idempotency-key": key } },
      body: { other_id: otherId },
    }),
  );

export function useUndoMerge() {
  const forget = useForgetMerged();
  return useMutation({
    mutationFn: ({ keptId, mergeId }: { keptId: number; mergeId: number }) =>
      take(
        http.POST("/api/v1/users/{user_id}/merges/{merge_id}/undo", {
          params: { path: { user_id: keptId, merge_id: mergeId } },
        }),
      ),
    onSuccess: forget,
  });
}

const OLD_AFTER = ["/api/v1/users", "/api/v1/discounts", "/api/v1/redemptions", "/api/v1/disputes"];

/** Codes and purchases went over with the card: whatever shows clients is old. */
export function useForgetMerged() {
  const queryClient = useQueryClient();
  return () =>
    queryClient.invalidateQueries({
      predicate: ({ queryKey: [, path] }) =>
        typeof path === "string" && OLD_AFTER.some((start) => path.startsWith(start)),
    });
}
