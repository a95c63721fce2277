/** Rights as people think of them: by subject, with what each needs to be of any use. */
import type { Permission } from "@/shared/session/me";

const GROUPS = ["clients", "discounts", "communications", "money", "shop", "people"] as const;
type Group = (typeof GROUPS)[number];

/** A right that is in no group does not compile. */
const GROUP_OF: Record<Permission, Group> = {
  "clients:read": "clients",
  "clients:phones": "clients",
  "clients:edit": "clients",
  "clients:export": "clients",
  "clients:merge": "clients",
  "discounts:read": "discounts",
  "discounts:issue": "discounts",
  "discounts:redeem": "discounts",
  "discounts:reverse": "discounts",
  "templates:manage": "discounts",
  "disputes:read": "discounts",
  "disputes:resolve": "discounts",
  "cashiers:read": "discounts",
  "cashiers:approve": "discounts",
  "broadcasts:read": "communications",
  "broadcasts:edit": "communications",
  "broadcasts:send": "communications",
  "segments:read": "communications",
  "segments:manage": "communications",
  "campaigns:read": "communications",
  "campaigns:manage": "communications",
  "texts:read": "communications",
  "texts:edit": "communications",
  "stats:read": "money",
  "orders:read": "money",
  "orders:edit": "money",
  "settings:read": "shop",
  "settings:edit": "shop",
  "outbox:read": "shop",
  "audit:read": "shop",
  "system:manage": "shop",
  "accounts:read": "people",
  "accounts:manage": "people",
  "roles:manage": "people",
};

const ALL = Object.keys(GROUP_OF) as Permission[];

export const RIGHTS = GROUPS.map((group) => ({
  group,
  rights: ALL.filter((right) => GROUP_OF[right] === group),
}));

/** Rights by which one person can hurt the whole shop. */
export const DANGEROUS: ReadonlySet<Permission> = new Set([
  "clients:export",
  "discounts:reverse",
  "broadcasts:send",
  "settings:edit",
  "system:manage",
  "accounts:manage",
  "roles:manage",
]);

/** Without the second the first opens no page. */
const NEEDS: Partial<Record<Permission, Permission>> = {
  "clients:phones": "clients:read",
  "clients:edit": "clients:read",
  "clients:export": "clients:read",
  "clients:merge": "clients:read",
  "discounts:issue": "discounts:read",
  "discounts:redeem": "discounts:read",
  "discounts:reverse": "discounts:read",
  "templates:manage": "discounts:read",
  "disputes:resolve": "disputes:read",
  "cashiers:approve": "cashiers:read",
  "broadcasts:edit": "broadcasts:read",
  "broadcasts:send": "broadcasts:read",
  "segments:manage": "segments:read",
  "campaigns:manage": "campaigns:read",
  "texts:edit": "texts:read",
  "orders:edit": "orders:read",
  "settings:edit": "settings:read",
  "accounts:manage": "accounts:read",
  "roles:manage": "accounts:read",
};

/** Given with what it needs; taken with what is of no use without it. */
export function toggled(
  held: readonly Permission[],
  right: Permission,
  isGiven: boolean,
): Permission[] {
  const needed = NEEDS[right];
  const changed = isGiven
    ? [...held, right, ...(needed ? [needed] : [])]
    : held.filter((one) => one !== right && NEEDS[one] !== right);
  return inOrder(changed);
}

interface Difference {
  gained: Permission[];
  lost: Permission[];
}

export function differenceOf(
  before: readonly Permission[],
  after: readonly Permission[],
): Difference {
  return {
    gained: inOrder(after.filter((one) => !before.includes(one))),
    lost: inOrder(before.filter((one) => !after.includes(one))),
  };
}

export const isSame = ({ gained, lost }: Difference) => gained.length + lost.length === 0;

export const inOrder = (rights: readonly Permission[]) => ALL.filter((one) => rights.includes(one));

/** The key of its words: a colon would name a folder of labels. */
export const wordsOf = <Right extends Permission>(right: Right) =>
  right.replace(":", "_") as Right extends `${infer Subject}:${infer Verb}`
    ? `${Subject}_${Verb}`
    : never;
