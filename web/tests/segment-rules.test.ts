import { expect, test } from "vitest";
import {
  copyOf,
  faultsByPart,
  newCondition,
  newGroup,
  newSegment,
  readRule,
  type Rule,
  writeRule,
} from "@/admin/features/segments/rules/draft";
import { carriedValue, firstValue, gapsIn } from "@/admin/features/segments/rules/values";

const PHONE: Rule = { type: "condition", field: "has_phone", operator: "is", value: true };
const OTHER: Rule = { type: "segment", segment_id: 7 };
const not = (rule: Rule): Rule => ({ type: "not", rule });
const all = (...rules: Rule[]): Rule => ({ type: "and", rules });
const any = (...rules: Rule[]): Rule => ({ type: "or", rules });

test.each([
  ["groups in groups", all(PHONE, any(OTHER, all()))],
  ["what is excluded", any(not(PHONE), not(all(not(OTHER))))],
  ["the excluded root", all(not(any(PHONE)))],
])("a rule is written as it was read: %s", (_, rule) => {
  expect(writeRule(readRule(rule))).toEqual(rule);
});

test("a rule that is not a group becomes the only part of one", () => {
  expect(writeRule(readRule(PHONE))).toEqual(all(PHONE));
  expect(writeRule(readRule(not(any(PHONE))))).toEqual(all(not(any(PHONE))));
});

test("not not is nothing", () => {
  expect(writeRule(readRule(all(not(not(PHONE)))))).toEqual(all(PHONE));
});

test("each part has a key of its own, copies too", () => {
  const draft = readRule(all(PHONE, any(PHONE)));
  const copy = copyOf(draft);
  const keys = [draft, copy].flatMap((each) =>
    each.type === "group" ? [each.key, ...each.parts.map(({ key }) => key)] : [],
  );
  expect(new Set(keys).size).toBe(6);
  expect(writeRule(copy)).toEqual(writeRule(draft));
});

test("a refusal is found at the part it is about, however deep", () => {
  const draft = readRule(all(PHONE, not(any(PHONE, OTHER)), PHONE));
  const [first, group] = draft.parts;
  const nested = group?.type === "group" ? group.parts[1] : undefined;
  const faults = faultsByPart(draft, "audience.rule", {
    "audience.rule.rules.0.value.templates.3": "gone",
    "audience.rule.rules.1.rule.rules.1.segment_id": "circular",
    "audience.rule": "too much",
    name: "elsewhere",
  });
  expect(Object.fromEntries(faults)).toEqual({
    [first?.key ?? ""]: "gone",
    [nested?.key ?? ""]: "circular",
    [draft.key]: "too much",
  });
});

test("what is not filled in yet is a gap; an empty group is not", () => {
  const blank = newCondition();
  const listed = { ...newCondition(), field: "tags", operator: "any" as const, value: [] };
  const halfDay = {
    ...newCondition(),
    field: "birthday",
    operator: "between" as const,
    value: { from_day: "03-", until_day: "03-08" },
  };
  const noPeriod = {
    ...newCondition(),
    field: "redemptions",
    operator: "count" as const,
    value: { at_least: 1, period: { from_on: "", until_on: "" } },
  };
  const segment = newSegment();
  const zero = { ...noPeriod, key: "zero", value: { at_most: 0 } };
  const draft = newGroup("and", [blank, listed, halfDay, noPeriod, segment, zero, newGroup()]);
  expect(gapsIn(draft)).toEqual(
    new Set([blank.key, listed.key, halfDay.key, noPeriod.key, segment.key]),
  );
});

test("another way to compare keeps what still fits", () => {
  expect(carriedValue("tags", "any", "none", ["vip"])).toEqual(["vip"]);
  expect(carriedValue("moment", "in_last", "not_in_last", { days: 90 })).toEqual({ days: 90 });
  expect(carriedValue("birthday", "within_next", "today", { days: 7 })).toBeNull();
  expect(carriedValue("birthday", "today", "within_next", null)).toEqual(
    firstValue("birthday", "within_next"),
  );
});
