/** Days and wall-clock times of the shop, as inputs hold them: `2026-11-21`, `2026-11-21T15:30`. */

/** `2026-11-21T15:30` in `zone` as a moment in UTC; null when it is no time. */
export function momentOf(wall: string, zone: string): string | null {
  const asUtc = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc)) return null;
  // The offset at the moment itself, which may differ from the one a guess has.
  const guess = asUtc - offsetMs(asUtc, zone);
  return new Date(asUtc - offsetMs(guess, zone)).toISOString();
}

/** A moment as the clock on the shop's wall shows it, to the minute. */
export function wallOf(moment: Date, zone: string): string {
  const ms = moment.getTime();
  return new Date(ms + offsetMs(ms, zone)).toISOString().slice(0, 16);
}

function offsetMs(ms: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(ms);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(
    of("year"),
    of("month") - 1,
    of("day"),
    of("hour"),
    of("minute"),
    of("second"),
  );
  return wall - Math.floor(ms / 1000) * 1000;
}

const DAY_MS = 86_400_000;

/** The shop's calendar day so many days ago, `2026-11-20`. */
export function dayBefore(days: number, zone: string, now = new Date()): string {
  const today = Date.parse(wallOf(now, zone).slice(0, 10));
  return new Date(today - days * DAY_MS).toISOString().slice(0, 10);
}

/** When a calendar day of the shop begins, as a moment; `later`: so many days after it. */
export function beginOfDay(day: string, zone: string, later = 0): string {
  const wanted = new Date(Date.parse(day) + later * DAY_MS).toISOString().slice(0, 10);
  return momentOf(`${wanted}T00:00`, zone) ?? wanted;
}
