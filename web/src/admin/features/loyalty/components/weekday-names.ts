const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

/** Short names from Monday on, in the person's language. */
export function weekdayNames(language: string): string[] {
  const names = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => names.format(new Date(MONDAY + day * DAY_MS)));
}

const WORTH_A_DASH = 3;

/** ISO weekdays, 1 is Monday, as people say them: "Mon–Fri, Sun". */
export function weekdayWords(weekdays: readonly number[], language: string): string {
  const names = weekdayNames(language);
  const runs: number[][] = [];
  for (const day of [...new Set(weekdays)].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  const nameOf = (day: number | undefined) => names[(day ?? 1) - 1] ?? "";
  return runs
    .map((run) =>
      run.length < WORTH_A_DASH
        ? run.map(nameOf).join(", ")
        : `${nameOf(run[0])}–${nameOf(run.at(-1))}`,
    )
    .join(", ");
}
