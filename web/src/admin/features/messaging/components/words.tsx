import { Badge } from "@mantine/core";
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import { describeField } from "@/shared/http/describe";
import type { Broadcast } from "../queries/broadcasts";

const COLORS: Record<Broadcast["status"], string> = {
  draft: "gray",
  scheduled: "blue",
  sending: "pine",
  paused: "yellow",
  sent: "pine",
  canceled: "gray",
  error: "red",
};

export function StatusBadge({ status }: { status: Broadcast["status"] }) {
  const { t } = useTranslation("messaging");
  return (
    <Badge color={COLORS[status]} autoContrast>
      {t(`status.${status}`)}
    </Badge>
  );
}

/** Why somebody was left out, or why it waits. Telegram's own words are shown as they are. */
export function useReason(): (reason: string) => string {
  const { t } = useTranslation("messaging");
  return (reason) =>
    i18next.exists(`messaging:reason.${reason}`)
      ? t(`reason.${reason}` as "reason.blocked")
      : reason;
}

/** Words for what is wrong with a message. */
export function describeFault(code: string): string {
  return i18next.exists(`messaging:fault.${code}`)
    ? i18next.t(`messaging:fault.${code}` as "messaging:fault.too_long")
    : describeField(code);
}

const MINUTE = 60;
const HOUR = 3600;

export function useDuration(): (seconds: number) => string {
  const { t } = useTranslation("messaging");
  return (seconds) =>
    seconds < MINUTE
      ? t("lasts.seconds", { count: Math.max(1, seconds) })
      : seconds < HOUR
        ? t("lasts.minutes", { count: Math.ceil(seconds / MINUTE) })
        : t("lasts.hours", { count: Math.ceil(seconds / HOUR) });
}
