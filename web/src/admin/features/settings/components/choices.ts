import { useMemo } from "react";
import { useTranslation } from "react-i18next";

interface Choice {
  value: string;
  label: string;
}

/** Every zone the browser knows, with its clock now; and the present one, if it knows it not. */
export function useZones(present: string): Choice[] {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const names = new Set([...Intl.supportedValuesOf("timeZone"), present]);
    return [...names].sort().map((value) => ({
      value,
      label: `${value.replaceAll("_", " ")} (${offsetOf(value, i18n.language)})`,
    }));
  }, [present, i18n.language]);
}

function offsetOf(timeZone: string, language: string): string {
  try {
    const parts = new Intl.DateTimeFormat(language, {
      timeZone,
      timeZoneName: "longOffset",
    }).formatToParts(new Date());
    return parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  } catch {
    // A zone that this browser does not know yet.
    return "";
  }
}

/** Every currency in the person's words: "российский рубль (RUB)". */
export function useCurrencies(present: string): Choice[] {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const names = new Intl.DisplayNames(i18n.language, { type: "currency" });
    const codes = new Set([...Intl.supportedValuesOf("currency"), present]);
    return [...codes]
      .map((value) => ({ value, label: `${names.of(value) ?? value} (${value})` }))
      .sort((a, b) => a.label.localeCompare(b.label, i18n.language));
  }, [present, i18n.language]);
}
