const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

/** Short names from Monday on, in the person's language. */
export function weekdayNames(language: string): string[] {
  const names = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => names.format(new Date(MONDAY + day * DAY_MS)));
}
