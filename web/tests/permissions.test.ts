import { expect, test } from "vitest";
import {
  differenceOf,
  isSame,
  RIGHTS,
  toggled,
  wordsOf,
} from "@/admin/features/accounts/rules/permissions";

test("each right stands in one group", () => {
  const all = RIGHTS.flatMap(({ rights }) => rights);
  expect(new Set(all).size).toBe(all.length);
  expect(all).toContain("clients:phones");
});

test("a right comes with what it needs, and goes with what needs it", () => {
  expect(toggled([], "broadcasts:send", true)).toEqual(["broadcasts:read", "broadcasts:send"]);
  expect(toggled(["clients:read"], "clients:edit", true)).toEqual(["clients:read", "clients:edit"]);
  expect(toggled(["clients:read", "clients:edit", "stats:read"], "clients:read", false)).toEqual([
    "stats:read",
  ]);
  expect(toggled(["clients:read", "clients:edit"], "clients:edit", false)).toEqual([
    "clients:read",
  ]);
});

test("there and back again is no difference", () => {
  const before = toggled([], "texts:edit", true);
  const after = toggled(toggled(before, "stats:read", true), "texts:edit", false);
  expect(differenceOf(before, after)).toEqual({ gained: ["stats:read"], lost: ["texts:edit"] });
  expect(isSame(differenceOf(before, [...before].reverse()))).toBe(true);
});

test("a right's words have no colon in their key", () => {
  expect(wordsOf("system:manage")).toBe("system_manage");
});
