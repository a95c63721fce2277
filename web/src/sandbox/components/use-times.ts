import { useMemo } from "react";
import { useTranslation } from "react-i18next";

/** Moments of messages, in seconds, as the browser's own clock shows them. */
export function useTimes() {
  const { t, i18n } = useTranslation("sandbox");
  return useMemo(() => {
    const times = new Intl.DateTimeFormat(i18n.language, { hour: "2-digit", minute: "2-digit" });
    const days = new Intl.DateTimeFormat(i18n.language, { day: "numeric", month: "long" });
    return {
      time: (seconds: number) => times.format(seconds * 1000),
      day: (seconds: number) => {
        const date = new Date(seconds * 1000);
        return date.toDateString() === new Date().toDateString() ? t("today") : days.format(date);
      },
    };
  }, [t, i18n.language]);
}
