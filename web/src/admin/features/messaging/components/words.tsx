import { Badge, Text } from "@mantine/core";
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import { describeField } from "@/shared/http/describe";
import type { FieldFault } from "@/shared/http/problem";
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

const ABOUT_FIELD = ["bad_variable", "missing_variable", "not_alone", "unknown_variable"];

/** Words for what is wrong with a text of the bots; `about` is the tag or the field. */
export function describeWordingFault({ code, about = "" }: FieldFault): string {
  return i18next.exists(`messaging:wording.fault.${code}`)
    ? i18next.t(`messaging:wording.fault.${code}` as "messaging:wording.fault.unclosed_tag", {
        name: ABOUT_FIELD.includes(code) ? `{${about}}` : about,
      })
    : describeFault(code);
}

/** The same by place, as `faultsOf` gives them. */
export const describeFaults = (faults: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(faults).map(([place, code]) => [place, describeFault(code)]));

/** What is wrong with what has no field of its own to say it. */
export function Fault({ text }: { text: string | undefined }) {
  return text ? (
    <Text size="sm" c="red" role="alert">
      {text}
    </Text>
  ) : null;
}

/** Telegram's own. */
export const TEXT_LIMIT = 4096;
export const CAPTION_LIMIT = 1024;

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
