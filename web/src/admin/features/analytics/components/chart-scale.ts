/** Four lines or so, on figures that are read at a glance: 1, 2, 5, 10, 20, 50 … */
export function ticksOf(greatest: number): number[] {
  if (greatest <= 0) return [0, 1];
  const rough = greatest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10) * power);
  const count = Math.ceil(greatest / step);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

const MOST_NAMES = 10;

/** Which of so many steps are named on the axis, and which of these give way where it is narrow. */
export function namedSteps(count: number): { place: number; isMinor: boolean }[] {
  const every = Math.ceil(count / MOST_NAMES);
  return Array.from({ length: Math.ceil(count / every) }, (_, index) => ({
    place: index * every,
    isMinor: index % 2 === 1,
  }));
}
