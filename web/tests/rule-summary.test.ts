import { expect, test } from "vitest";
import type { Field } from "@/admin/features/segments/queries/segments";
import type { Rule } from "@/admin/features/segments/rules/draft";
import { summarize, type Words } from "@/admin/features/segments/rules/summary";

const WORDS: Words = {
  everybody: "все",
  and: "и",
  or: "или",
  except: (inner) => `кроме: ${inner}`,
  segment: (id) => `из сегмента ${id}`,
  yes: "да",
  no: "нет",
  from: (value) => `от ${value}`,
  until: (value) => `до ${value}`,
  inLast: (days) => `за ${days} дн.`,
  days: (days) => `${days} дней`,
  day: (day) => day,
  number: String,
  money: (minor) => `${minor / 100} ₽`,
};

const field = (
  name: string,
  title: string,
  type: string,
  operators: string[],
  options?: object[],
) =>
  ({
    field: name,
    title,
    type,
    operators: operators.map((operator) => ({ operator, title: OPERATORS[operator] ?? operator })),
    options,
  }) as unknown as Field;

const OPERATORS: Record<string, string> = {
  any: "есть любая из",
  none: "кроме",
  known: "указан",
  within_next: "в ближайшие",
};

const FIELDS = new Map<string, Field>(
  [
    field("gender", "Пол", "choice", ["any", "none"], [{ value: "female", title: "женский" }]),
    field("tags", "Метки", "tags", ["any"]),
    field("birthday", "День рождения", "birthday", ["within_next", "known", "between"]),
    field("age", "Возраст", "number", ["between"]),
    field("has_phone", "Есть телефон", "flag", ["is"]),
    field("bill_sum", "Сумма чеков", "money", ["sum"]),
  ].map((one) => [one.field, one]),
);

const condition = (name: string, operator: string, value: unknown = null) =>
  ({ type: "condition", field: name, operator, value }) as Rule;

test.each<[Rule, string]>([
  [{ type: "and", rules: [] }, "все"],
  [condition("gender", "any", ["female"]), "Пол: женский"],
  [condition("gender", "none", ["female"]), "Пол: кроме женский"],
  [condition("tags", "any", ["vip", "опт"]), "Метки: есть любая из vip, опт"],
  [condition("birthday", "within_next", { days: 7 }), "День рождения: в ближайшие 7 дней"],
  [condition("birthday", "known"), "День рождения: указан"],
  [
    condition("birthday", "between", { from_day: "12-25", until_day: "01-07" }),
    "День рождения: от 25.12 до 07.01",
  ],
  [condition("age", "between", { at_least: 18, at_most: null }), "Возраст: от 18"],
  [condition("has_phone", "is", false), "Есть телефон: нет"],
  [
    condition("bill_sum", "sum", { at_least: 50000, at_most: null, period: { in_last_days: 30 } }),
    "Сумма чеков: от 500 ₽ за 30 дн.",
  ],
  [{ type: "not", rule: { type: "segment", segment_id: 4 } }, "кроме: из сегмента 4"],
])("%j", (rule, said) => expect(summarize(rule, FIELDS, WORDS)).toBe(said));

test("groups inside each other stay apart", () => {
  const rule: Rule = {
    type: "and",
    rules: [
      condition("has_phone", "is", true),
      {
        type: "or",
        rules: [condition("gender", "any", ["female"]), condition("tags", "any", ["vip"])],
      },
    ],
  };

  expect(summarize(rule, FIELDS, WORDS)).toBe(
    "Есть телефон: да и (Пол: женский или Метки: есть любая из vip)",
  );
});

test("a field that came after these words goes by its name", () => {
  expect(summarize(condition("mood", "is", true), FIELDS, WORDS)).toBe("mood: да");
});
