import { useTranslation } from "react-i18next";
import { useMe } from "@/shared/session/me";

/** "₽", "₴" or "$": what stands behind sums that are typed. */
export function useCurrency(): string {
  const { i18n } = useTranslation();
  const { currency } = useMe().shop;
  const style = { style: "currency", currency, currencyDisplay: "narrowSymbol" } as const;
  const parts = new Intl.NumberFormat(i18n.language, style).formatToParts(0);
  return parts.find(({ type }) => type === "currency")?.value ?? currency;
}
