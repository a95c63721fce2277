import { expect, test } from "vitest";
import { namedSteps, ticksOf } from "@/admin/features/analytics/components/chart-scale";

test("figures of an axis are round, and reach the greatest", () => {
  expect(ticksOf(31)).toEqual([0, 10, 20, 30, 40]);
  expect(ticksOf(6470)).toEqual([0, 2000, 4000, 6000, 8000]);
});

test("a small axis counts whole things", () => {
  expect(ticksOf(2)).toEqual([0, 1, 2]);
  expect(ticksOf(0)).toEqual([0, 1]);
});

test("a month's days are named here and there, a week's each", () => {
  expect(namedSteps(30).map(({ place }) => place)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
  expect(namedSteps(3)).toEqual([
    { place: 0, isMinor: false },
    { place: 1, isMinor: true },
    { place: 2, isMinor: false },
  ]);
});
