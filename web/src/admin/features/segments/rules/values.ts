/** What a condition compares with: where one begins, and whether it is all there. */
import type { Schemas } from "@/shared/http/api";
import { type Draft, type Operator, placesOf } from "./draft";

type FieldType = Schemas["FieldType"];

export interface Bounds {
  at_least?: number | null;
  at_most?: number | null;
}

/** An empty day and 0 days are chosen, and not filled in yet. */
export interface Period {
  in_last_days?: number | null;
  from_on?: string | null;
  until_on?: string | null;
}

export interface Facts extends Bounds {
  templates?: number[] | null;
  period?: Period;
}

export interface DayBounds {
  from_on?: string | null;
  until_on?: string | null;
}

export interface BirthdayBounds {
  from_day: string;
  until_day: string;
}

const LISTED: readonly Operator[] = ["any", "all", "none"];
const BARE: readonly Operator[] = ["known", "unknown", "today"];
export const isListed = (operator: Operator) => LISTED.includes(operator);
export const isBare = (operator: Operator) => BARE.includes(operator);

const WEEK = 7;
const MONTH = 30;

/** What stands there before anything was chosen: what is asked most often, or nothing. */
export function firstValue(type: FieldType, operator: Operator): unknown {
  if (isBare(operator)) return null;
  if (isListed(operator)) return [];
  switch (operator) {
    case "is":
      return true;
    case "within_next":
      return { days: WEEK };
    case "in_last":
    case "not_in_last":
      return { days: MONTH };
    case "count":
      return { at_least: 1, at_most: null, templates: null, period: {} };
    case "sum":
      return { at_least: null, at_most: null, period: {} };
    default:
      break;
  }
  if (type === "birthday") return { from_day: "", until_day: "" };
  return type === "number" ? { at_least: null, at_most: null } : { from_on: null, until_on: null };
}

/** The value when another way to compare is chosen: kept where it still fits. */
export function carriedValue(
  type: FieldType,
  from: Operator,
  to: Operator,
  value: unknown,
): unknown {
  const isKept =
    (isListed(from) && isListed(to)) || (from.endsWith("in_last") && to.endsWith("in_last"));
  return isKept ? value : firstValue(type, to);
}

/** Parts that nobody can be asked by yet: nothing chosen, no number. Empty groups may stay. */
export function gapsIn(draft: Draft): Set<string> {
  const gaps = new Set<string>();
  for (const [, part] of placesOf(draft, "")) {
    if (part.type === "segment" && !part.segmentId) gaps.add(part.key);
    if (part.type === "condition" && !(part.field && isWhole(part.operator, part.value))) {
      gaps.add(part.key);
    }
  }
  return gaps;
}

const DAY = /^\d\d-\d\d$/;

function isWhole(operator: Operator, value: unknown): boolean {
  if (isBare(operator)) return true;
  if (value === null || value === undefined) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value !== "object") return true;
  if ("days" in value) return value.days !== null;
  if ("from_day" in value) {
    const { from_day, until_day } = value as BirthdayBounds;
    return DAY.test(from_day) && DAY.test(until_day);
  }
  const { at_least, at_most, from_on, until_on, period } = value as Facts & DayBounds;
  if (period?.in_last_days === 0 || period?.from_on === "") return false;
  return [at_least, at_most, from_on, until_on].some((end) => end !== null && end !== undefined);
}
