/** Roles that were touched: what they would be allowed, and what they were when it began. */
import type { Schemas } from "@/shared/http/api";
import type { Permission } from "@/shared/session/me";
import type { Role } from "../queries/roles";
import { differenceOf, inOrder, isSame } from "./permissions";

interface Touched {
  permissions: Permission[];
  over: Role;
}

export type Draft = Partial<Record<Schemas["RoleName"], Touched>>;

export const heldIn = (draft: Draft, role: Role): readonly Permission[] =>
  draft[role.name]?.permissions ?? role.permissions;

export const isTouched = (draft: Draft, role: Role): boolean =>
  !isSame(differenceOf(role.permissions, heldIn(draft, role)));

export const touch = (draft: Draft, role: Role, permissions: Permission[]): Draft => ({
  ...draft,
  [role.name]: { permissions, over: (isTouched(draft, role) && draft[role.name]?.over) || role },
});

/** Somebody saved the role meanwhile. */
export function isOvertaken(draft: Draft, role: Role): boolean {
  const mine = draft[role.name];
  return mine !== undefined && mine.over.version !== role.version && isTouched(draft, role);
}

/** What was given and taken here, given and taken over what is saved now. */
export function carriedOver(draft: Draft, role: Role): Draft {
  const mine = draft[role.name];
  if (!mine) return draft;
  const { gained, lost } = differenceOf(mine.over.permissions, mine.permissions);
  const kept = role.permissions.filter((one) => !lost.includes(one));
  return { ...draft, [role.name]: { permissions: inOrder([...kept, ...gained]), over: role } };
}

export function untouched(draft: Draft, role: Role): Draft {
  const { [role.name]: _, ...rest } = draft;
  return rest;
}
