import { useQueryClient } from "@tanstack/react-query";

const PATHS = [
  "/api/v1/campaigns",
  "/api/v1/campaigns/{campaign_id}",
  "/api/v1/campaigns/{campaign_id}/funnel",
  "/api/v1/cashiers",
  "/api/v1/cashiers/requests",
  "/api/v1/cashiers/{cashier_id}",
  "/api/v1/discount-templates",
  "/api/v1/discount-templates/{template_id}",
  "/api/v1/discounts",
  "/api/v1/discounts/{discount_id}",
  "/api/v1/disputes",
  "/api/v1/redemption-attempts",
  "/api/v1/redemptions",
  "/api/v1/users/{user_id}",
] as const;

/** What a change at the till or of a code makes old; what is on screen is asked for again. */
export function useForgetLoyalty() {
  const queryClient = useQueryClient();
  return () =>
    Promise.all(PATHS.map((path) => queryClient.invalidateQueries({ queryKey: ["get", path] })));
}
