import { expect, test } from "vitest";
import type { Role } from "@/admin/features/accounts/queries/roles";
import {
  carriedOver,
  heldIn,
  isOvertaken,
  isTouched,
  touch,
  untouched,
} from "@/admin/features/accounts/rules/role-draft";

const role = (version: number, ...permissions: Role["permissions"]): Role => ({
  name: "marketing",
  version,
  permissions,
  default_permissions: [],
  own_calendar_only: false,
  people: 2,
  is_editable: true,
  is_assignable: true,
  is_above: false,
});
const before = role(1, "clients:read", "stats:read");

test("a role saved by somebody else is a dispute", () => {
  const draft = touch({}, before, ["clients:read", "texts:read"]);
  expect(isOvertaken(draft, before)).toBe(false);
  const now = role(2, "clients:read", "stats:read", "orders:read");
  expect(isOvertaken(draft, now)).toBe(true);

  const carried = carriedOver(draft, now);
  expect(isOvertaken(carried, now)).toBe(false);
  expect(heldIn(carried, now)).toEqual(["clients:read", "texts:read", "orders:read"]);
  expect(heldIn(untouched(draft, now), now)).toEqual(now.permissions);
});

test("the same choice by two is none, also when one goes on", () => {
  const draft = touch({}, before, ["clients:read"]);
  const now = role(2, "clients:read");
  expect(isTouched(draft, now)).toBe(false);
  expect(isOvertaken(draft, now)).toBe(false);
  expect(isOvertaken(touch(draft, now, ["clients:read", "texts:read"]), now)).toBe(false);
});
