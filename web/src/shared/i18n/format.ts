import { useTranslation } from "react-i18next";
import { useMe } from "@/shared/session/me";

const made = new Map<string, Format>();

/** Numbers, sums and times in the person's language and the shop's zone. */
export function useFormat() {
  const { i18n } = useTranslation();
  const { timezone, currency } = useMe().shop;
  const key = `${i18n.language} ${timezone} ${currency}`;
  const format = made.get(key) ?? formatter(i18n.language, timezone, currency);
  made.set(key, format);
  return format;
}

export type Format = ReturnType<typeof formatter>;

export function formatter(language: string, timeZone: string, shopCurrency: string) {
  const numbers = once(() => new Intl.NumberFormat(language));
  const compacts = once(() => new Intl.NumberFormat(language, { notation: "compact" }));
  const shares = once(
    () => new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }),
  );
  const dates = once(() => new Intl.DateTimeFormat(language, { timeZone, dateStyle: "medium" }));
  const times = once(() => new Intl.DateTimeFormat(language, { timeZone, timeStyle: "short" }));
  const moments = once(
    () => new Intl.DateTimeFormat(language, { timeZone, dateStyle: "medium", timeStyle: "short" }),
  );
  const datesOfYear = once(
    () => new Intl.DateTimeFormat(language, { timeZone, day: "numeric", month: "short" }),
  );
  const years = once(() => new Intl.DateTimeFormat("en", { timeZone, year: "numeric" }));
  // A day has no zone: the same day for everybody.
  const days = once(
    () => new Intl.DateTimeFormat(language, { timeZone: "UTC", dateStyle: "medium" }),
  );
  const dayNames = once(
    () => new Intl.DateTimeFormat(language, { timeZone: "UTC", day: "numeric", month: "short" }),
  );
  const monthNames = once(
    () => new Intl.DateTimeFormat(language, { timeZone: "UTC", month: "short", year: "2-digit" }),
  );
  const relative = once(() => new Intl.RelativeTimeFormat(language, { numeric: "auto" }));
  return {
    number: (value: number) => numbers().format(value),
    /** 12000 → 12 тыс. */
    compact: (value: number) => compacts().format(value),
    /** 0.25 → 25 %. */
    share: (value: number) => shares().format(value),
    /** From minor units: 150000 → 1 500 ₽. Whole sums go without kopecks. */
    money: (minor: number, currency = shopCurrency) => formatMoney(language, minor, currency),
    /** From major units, as worths of discounts are: 1500 → 1 500 ₽. */
    sum: (major: number) => formatSum(language, major, shopCurrency),
    /** A moment's date, `2026-11-20T02:00:00Z`. */
    date: (moment: string) => dates().format(new Date(moment)),
    time: (moment: string) => times().format(new Date(moment)),
    /** Of this year without it: a column of them is narrow enough to be read. */
    dateTime: (moment: string, now = Date.now()) => {
      const at = new Date(moment);
      return years().format(at) === years().format(now)
        ? `${datesOfYear().format(at)}, ${times().format(at)}`
        : moments().format(at);
    },
    /** A calendar day, `2026-11-20`. */
    day: (day: string) => days().format(new Date(`${day}T00:00:00Z`)),
    /** The same without its year: 20 нояб. */
    dayName: (day: string) => dayNames().format(new Date(`${day}T00:00:00Z`)),
    /** The month of a calendar day: нояб. 26 г. */
    monthName: (day: string) => monthNames().format(new Date(`${day}T00:00:00Z`)),
    /** "3 days ago". */
    ago: (moment: string, now = Date.now()) =>
      formatAgo(relative(), new Date(moment).getTime() - now),
  };
}

/** Made when first needed: browsers take milliseconds to make one of these. */
function once<Made>(make: () => Made): () => Made {
  let one: Made | undefined;
  return () => (one ??= make());
}

function formatMoney(language: string, minor: number, currency: string): string {
  return formatSum(language, minor / 10 ** digitsOf(currency), currency);
}

const digits = new Map<string, number>();

/** How many digits minor units have: 2 for roubles, 0 for yen. */
export function digitsOf(currency: string): number {
  const known =
    digits.get(currency) ??
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
      .maximumFractionDigits ??
    2;
  digits.set(currency, known);
  return known;
}

const sums = new Map<string, Intl.NumberFormat>();

function formatSum(language: string, value: number, currency: string): string {
  const minimumFractionDigits = Number.isInteger(value) ? 0 : digitsOf(currency);
  const key = `${language} ${currency} ${minimumFractionDigits}`;
  const style = { style: "currency", currency, currencyDisplay: "narrowSymbol" } as const;
  const format =
    sums.get(key) ?? new Intl.NumberFormat(language, { ...style, minimumFractionDigits });
  sums.set(key, format);
  return format.format(value);
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

function formatAgo(relative: Intl.RelativeTimeFormat, ms: number): string {
  const [unit, length] = UNITS.find(([, size]) => Math.abs(ms) >= size) ?? ["minute", 60_000];
  return relative.format(Math.trunc(ms / length), unit);
}
