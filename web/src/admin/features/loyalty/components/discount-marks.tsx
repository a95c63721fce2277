import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";

const COLOURS: Record<Schemas["DiscountState"], string> = {
  active: "pine",
  upcoming: "blue",
  used: "gray",
  expired: "gray",
  blocked: "red",
};

export function DiscountState({ state }: { state: Schemas["DiscountState"] }) {
  const { t } = useTranslation("loyalty");
  return <Badge color={COLOURS[state]}>{t(`code.stateOf.${state}`)}</Badge>;
}

/** "10 %", "300 ₽" or "a gift". */
export function useWorth() {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  return ({ kind, value }: { kind: Schemas["DiscountKind"]; value: string | number }) => {
    if (kind === "gift") return t("gift");
    return kind === "percent" ? format.share(Number(value) / 100) : format.sum(Number(value));
  };
}

const SECOND_MS = 1000;

/** Within the last day on which a code is good: it ends with the first moment at which it is not. */
export const lastMoment = (expiresAt: string) =>
  new Date(new Date(expiresAt).getTime() - SECOND_MS).toISOString();
