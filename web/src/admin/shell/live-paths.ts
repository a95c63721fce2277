import type { paths } from "@/api/schema";

type Path = keyof paths;

const STATS = "/api/v1/stats" as const;
const ATTENTION = "/api/v1/attention" as const;

/**
 * What is old after an event, by the beginning of its type; the longest that fits counts. A path
 * stands for all below it.
 */
const OLD_AFTER: Record<string, readonly (Path | typeof STATS)[]> = {
  "accounts.": ["/api/v1/admins", "/api/v1/settings/roles"],
  "bulk.": ["/api/v1/bulk-jobs", "/api/v1/users"],
  "clients.": ["/api/v1/users", STATS],
  "finance.": ["/api/v1/orders", "/api/v1/users", STATS],
  "loyalty.campaign_": ["/api/v1/campaigns"],
  "loyalty.cashier_": ["/api/v1/cashiers", "/api/v1/redemption-attempts", ATTENTION],
  "loyalty.discount": ["/api/v1/discounts", "/api/v1/users", STATS],
  "loyalty.discount_redeemed": [
    ATTENTION,
    "/api/v1/campaigns",
    "/api/v1/cashiers",
    "/api/v1/discounts",
    "/api/v1/redemption-attempts",
    "/api/v1/redemptions",
    "/api/v1/users",
    STATS,
  ],
  "loyalty.dispute_": ["/api/v1/disputes", "/api/v1/discounts", ATTENTION],
  "loyalty.redemption_": [
    "/api/v1/cashiers",
    "/api/v1/discounts",
    "/api/v1/redemptions",
    "/api/v1/users",
    STATS,
  ],
  "loyalty.template_": ["/api/v1/discount-templates"],
  "merging.": [
    "/api/v1/discounts",
    "/api/v1/disputes",
    "/api/v1/orders",
    "/api/v1/redemptions",
    "/api/v1/users",
    STATS,
  ],
  "messaging.broadcast_": ["/api/v1/broadcasts", ATTENTION, STATS],
  "messaging.correction_": ["/api/v1/broadcasts"],
  "messaging.message_": ["/api/v1/outbox"],
  "messaging.text_": ["/api/v1/message-templates"],
  "segments.": ["/api/v1/segments"],
  "settings.": ["/api/v1/settings", "/api/v1/telegram/bots", "/api/v1/auth/me"],
};

const BEGINNINGS = Object.keys(OLD_AFTER).sort((a, b) => b.length - a.length);

export function pathsOf(type: string): readonly string[] {
  const found = BEGINNINGS.find((beginning) => type.startsWith(beginning));
  return found === undefined ? [] : (OLD_AFTER[found] ?? []);
}
