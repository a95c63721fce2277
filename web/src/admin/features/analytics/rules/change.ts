/** How a figure changed: by a share, or only from what where a share would say nothing. */
export type FigureChange = { kind: "share"; share: number } | { kind: "plain"; before: number };

/** Above it a percentage is a large number and no more. */
const MOST_TIMES = 3;

/** Null where there is nothing to compare. */
export function changeOf(value: number | null, before: number | null): FigureChange | null {
  if (value === null || before === null) return null;
  if (before === 0) return value === 0 ? null : { kind: "plain", before };
  const times = value / before;
  return times > MOST_TIMES ? { kind: "plain", before } : { kind: "share", share: times - 1 };
}
