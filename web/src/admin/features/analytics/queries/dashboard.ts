import { keepPreviousData } from "@tanstack/react-query";
import * as v from "valibot";
import type { InferOutput } from "valibot";
import { api } from "@/shared/http/api";
import { choiceParam } from "@/shared/lists/search-params";
import type { Permission } from "@/shared/session/me";

export const PERIODS = ["week", "month", "quarter", "year"] as const;
export type Period = (typeof PERIODS)[number];

const DAYS: Record<Period, number> = { week: 7, month: 30, quarter: 91, year: 365 };
const STEPS = { week: "day", month: "day", quarter: "week", year: "month" } as const;

export const homeSearch = v.object({ period: choiceParam(PERIODS) });
export type HomeSearch = InferOutput<typeof homeSearch>;

export const USUAL_PERIOD: Period = "month";

/** What the page is about: so many days of the shop up to today. */
export interface Wanted {
  period: Period;
  timezone: string;
}

/** The figures beside those of as many days before. */
export const kpiQuery = ({ period, timezone }: Wanted) =>
  api.queryOptions(
    "get",
    "/api/v1/stats/kpi",
    { params: { query: { from_on: firstDay(period, timezone) } } },
    { placeholderData: keepPreviousData },
  );

/** The same figures step by step. */
export const stepsQuery = ({ period, timezone }: Wanted) =>
  api.queryOptions(
    "get",
    "/api/v1/stats/detailed",
    {
      params: {
        query: {
          from_on: firstDay(period, timezone),
          step: STEPS[period],
          compare: "nothing",
        },
      },
    },
    { placeholderData: keepPreviousData },
  );

export const attentionQuery = api.queryOptions("get", "/api/v1/attention");

export const birthdaysQuery = api.queryOptions("get", "/api/v1/users/birthdays");

const FEED_DAYS = 7;
const FEED_LENGTH = 8;

/** The newest of the last week: a count of all there ever were would be dear. */
export const feedQuery = (timezone: string) =>
  api.queryOptions("get", "/api/v1/redemptions", {
    params: {
      query: { redeemed_from: `${today(timezone, FEED_DAYS)}T00:00:00Z`, limit: FEED_LENGTH },
    },
  });

/** Whoever has one of these has something to look after. */
export const ATTENTION_RIGHTS: readonly Permission[] = [
  "cashiers:read",
  "disputes:read",
  "broadcasts:read",
];

const firstDay = (period: Period, timezone: string) => today(timezone, DAYS[period] - 1);

// Each page asks many times for what browsers are slow to make.
const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** The shop's day so many days ago, `2026-11-20`. */
export function today(timeZone: string, daysAgo = 0, now = Date.now()): string {
  // Swedish writes days as the API does.
  const format = dayFormats.get(timeZone) ?? new Intl.DateTimeFormat("sv", { timeZone });
  dayFormats.set(timeZone, format);
  const [year = 0, month = 1, day = 1] = format.format(now).split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, day - daysAgo)).toISOString().slice(0, 10);
}
