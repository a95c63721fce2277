import type { Schemas } from "@/shared/http/api";

/** What share of the redemptions was undone or reversed; null of none. */
export const takenBack = ({
  redemptions,
  undone,
  reversed,
}: Pick<Schemas["CashierFigures"], "redemptions" | "undone" | "reversed">): number | null =>
  redemptions === 0 ? null : (undone + reversed) / redemptions;
