import { useQueryClient } from "@tanstack/react-query";
import { api, http, take, type Schemas } from "@/shared/http/api";

const at = (clientId: number) => ({ path: { user_id: clientId } });

/** What a person allows, and every decision about it. */
export const consentQuery = (clientId: number) =>
  api.queryOptions("get", "/api/v1/users/{user_id}/consent", { params: at(clientId) });

/** Shows the history as the API has just answered it; the card says the same in short. */
export function useKeepConsent() {
  const queryClient = useQueryClient();
  return (history: Schemas["ConsentHistory"]) => {
    queryClient.setQueryData(consentQuery(history.client_id).queryKey, history);
    return queryClient.invalidateQueries({
      predicate: ({ queryKey }) =>
        queryKey[1] === "/api/v1/users" || queryKey[1] === "/api/v1/users/{user_id}",
    });
  };
}

export const recordConsent = (clientId: number, body: Schemas["ConsentEdit"]) =>
  take(http.PATCH("/api/v1/users/{user_id}/consent", { params: at(clientId), body }));

export const consentFile = (clientId: number, format: Schemas["TableFormat"]) =>
  take(
    http.GET("/api/v1/users/{user_id}/consent/export", {
      params: { ...at(clientId), query: { format } },
      parseAs: "blob",
    }),
  );
