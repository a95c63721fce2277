/** A rule in one line of words, for those who look down a list. */
import type { Field } from "../queries/segments";
import type { Operator, Rule } from "./draft";
import type { BirthdayBounds, DayBounds, Facts, Period } from "./values";

/** How the language of the page says the parts that fields do not name themselves. */
export interface Words {
  everybody: string;
  and: string;
  or: string;
  except: (inner: string) => string;
  segment: (id: number) => string;
  yes: string;
  no: string;
  from: (value: string) => string;
  until: (value: string) => string;
  inLast: (days: number) => string;
  days: (days: number) => string;
  day: (day: string) => string;
  number: (value: number) => string;
  money: (minor: number) => string;
}

type Condition = Extract<Rule, { type: "condition" }>;

export function summarize(rule: Rule, fields: ReadonlyMap<string, Field>, words: Words): string {
  const say = (part: Rule, isInside: boolean): string => {
    switch (part.type) {
      case "not":
        return words.except(say(part.rule, true));
      case "segment":
        return words.segment(part.segment_id);
      case "condition":
        return sayCondition(part, fields.get(part.field), words);
      default: {
        if (part.rules.length === 0) return words.everybody;
        const said = part.rules.map((one) => say(one, true)).join(` ${words[part.type]} `);
        return isInside && part.rules.length > 1 ? `(${said})` : said;
      }
    }
  };
  return say(rule, false);
}

function sayCondition(
  { field: name, operator, value }: Condition,
  field: Field | undefined,
  words: Words,
): string {
  const title = field?.title ?? name;
  const how = field?.operators.find((one) => one.operator === operator)?.title ?? "";
  const what = sayValue(operator, value, field, words);
  // "Gender: female" needs no "any of", nor "Bills: from 500 ₽" a "sum".
  const isPlain = PLAIN.includes(operator) && field?.type !== "tags";
  return `${title}: ${[isPlain ? "" : how, what].filter(Boolean).join(" ")}`;
}

const PLAIN: readonly Operator[] = ["any", "is", "between", "count", "sum"];

function sayValue(
  operator: Operator,
  value: unknown,
  field: Field | undefined,
  words: Words,
): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (Array.isArray(value)) {
    return value
      .map((one: string | number) => field?.options?.find((it) => it.value === one)?.title ?? one)
      .join(", ");
  }
  if (typeof value !== "object") return "";
  if ("days" in value) return words.days(value.days as number);
  if ("from_day" in value) {
    const { from_day, until_day } = value as BirthdayBounds;
    return `${words.from(turned(from_day))} ${words.until(turned(until_day))}`;
  }
  const { at_least, at_most, period, from_on, until_on } = value as Facts & DayBounds;
  const figure = operator === "sum" ? words.money : words.number;
  return [
    ends(at_least, at_most, figure, words),
    ends(from_on, until_on, words.day, words),
    period ? sayPeriod(period, words) : "",
  ]
    .filter(Boolean)
    .join(" ");
}

function ends<End>(
  first: End | null | undefined,
  last: End | null | undefined,
  show: (end: End) => string,
  words: Words,
): string {
  const isGiven = (end: End | null | undefined): end is End => end !== null && end !== undefined;
  return [
    isGiven(first) ? words.from(show(first)) : "",
    isGiven(last) ? words.until(show(last)) : "",
  ]
    .filter(Boolean)
    .join(" ");
}

const sayPeriod = ({ in_last_days, from_on, until_on }: Period, words: Words): string =>
  in_last_days ? words.inLast(in_last_days) : ends(from_on, until_on, words.day, words);

/** 03-25, as the API writes a day of any year, is 25.03. */
const turned = (day: string) => day.split("-").reverse().join(".");
