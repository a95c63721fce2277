import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, http, take, type Schemas } from "@/shared/http/api";

/** What a change of a client makes old: the lists and the card. */
export function useForgetClients() {
  const queryClient = useQueryClient();
  return () =>
    Promise.all(
      (["/api/v1/users", "/api/v1/users/{user_id}", "/api/v1/discounts"] as const).map((path) =>
        queryClient.invalidateQueries({ queryKey: ["get", path] }),
      ),
    );
}

/** Refused with a conflict when somebody else changed the card since it was read. */
export const editClient = (client: Schemas["UserDetails"], body: Schemas["UserEdit"]) =>
  take(
    http.PATCH("/api/v1/users/{user_id}", {
      params: { path: { user_id: client.id }, header: { "if-match": `"${client.version}"` } },
      body,
    }),
  );

export const issueDiscount = (body: Schemas["DiscountIssue"], key: string) =>
  take(http.POST("/api/v1/discounts", { params: { header: { "idempotency-key": key } }, body }));

/** Templates a person may be given by hand. */
export const useTemplates = () =>
  useQuery(
    api.queryOptions("get", "/api/v1/discount-templates", {
      params: { query: { is_active: true, limit: 200 } },
    }),
  );
