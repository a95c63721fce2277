import type { InferOutput } from "valibot";
import * as v from "valibot";
import { api, type Schemas } from "@/shared/http/api";
import { dayParam, textParam } from "@/shared/lists/search-params";

export type Entry = Schemas["AuditEntry"];

const SUBJECTS = [
  "accounts",
  "bulk",
  "clients",
  "finance",
  "loyalty",
  "merging",
  "messaging",
  "segments",
  "settings",
] as const;

type Subject = (typeof SUBJECTS)[number];

export const auditSearch = v.object({
  /** `account`, or one of them: `account:5`. */
  who: textParam,
  /** The beginning of a type: `loyalty.`, `loyalty.template_changed`. */
  what: textParam,
  from: dayParam,
  until: dayParam,
  /** One thing: `template:5`. */
  about: textParam,
});

export type AuditSearch = InferOutput<typeof auditSearch>;

const KINDS = ["account", "cashier", "client", "system"] as const;

const LIMIT = 50;

export const useAudit = (search: AuditSearch, timeZone: string) => {
  const [kind, id] = (search.who ?? "").split(":");
  return api.useInfiniteQuery(
    "get",
    "/api/v1/audit",
    {
      params: {
        query: {
          type: search.what,
          actor_kind: KINDS.find((one) => one === kind),
          actor_id: id ? Number(id) : undefined,
          about: search.about,
          occurred_from: search.from && startOfDay(search.from, timeZone),
          occurred_until: search.until && startOfDay(nextDay(search.until), timeZone),
          limit: LIMIT,
        },
      },
    },
    {
      pageParamName: "before_id",
      initialPageParam: null,
      getNextPageParam: ({ next_before_id }) => next_before_id,
    },
  );
};

export const actorsQuery = api.queryOptions("get", "/api/v1/audit/actors");
export const typesQuery = api.queryOptions("get", "/api/v1/audit/types");

/** What settings are called in `language`, by key. */
export const titlesQuery = (language: string) =>
  api.queryOptions(
    "get",
    "/api/v1/settings",
    { headers: { "accept-language": language } },
    { select: ({ items }) => new Map(items.map(({ key, title }) => [key, title])) },
  );

/** By subject, those the panel has no word for under their own name. */
export function bySubject(types: readonly string[]): { subject: Subject; types: string[] }[] {
  return SUBJECTS.map((subject) => ({
    subject,
    types: types.filter((type) => type.startsWith(`${subject}.`)),
  })).filter((group) => group.types.length > 0);
}

const DAY_MS = 86_400_000;

const nextDay = (day: string) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);

/** The shop's midnight, as a moment. */
function startOfDay(day: string, timeZone: string): string {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // What is read off the clock there, less what it is here; once more near a change of clocks.
  const first = utc - offsetOf(utc, timeZone);
  return new Date(utc - offsetOf(first, timeZone)).toISOString();
}

function offsetOf(moment: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(moment);
  const of = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(
    of("year"),
    of("month") - 1,
    of("day"),
    of("hour"),
    of("minute"),
    of("second"),
  );
  return shown - Math.floor(moment / 1000) * 1000;
}
