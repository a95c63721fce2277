import type { Schemas } from "@/shared/http/api";

/** What the form holds: texts as typed, for an empty field is not a zero. */
export interface TemplateValues extends Record<string, unknown> {
  name: string;
  description: string;
  kind: Schemas["DiscountKind"];
  value: string | number;
  event: Schemas["TemplateEvent"];
  usage_limit: string | number;
  duration_days: string | number;
  recurrence: Schemas["RecurrenceType"];
  every_days: string | number;
  min_bill_minor: string | number;
  max_discount_minor: string | number;
  weekdays: string[];
  from_time: string;
  until_time: string;
  requires_subscription: boolean;
  budget_count: string | number;
  budget_minor: string | number;
  alphabet: string;
  is_active: boolean;
}

const STANDARD_ALPHABET = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ";

export const NEW_TEMPLATE: TemplateValues = {
  name: "",
  description: "",
  kind: "percent",
  value: 10,
  event: "subscription",
  usage_limit: 1,
  duration_days: 30,
  recurrence: "once",
  every_days: 30,
  min_bill_minor: "",
  max_discount_minor: "",
  weekdays: [],
  from_time: "",
  until_time: "",
  requires_subscription: false,
  budget_count: "",
  budget_minor: "",
  alphabet: STANDARD_ALPHABET,
  is_active: true,
};

/** `digits`: how many the shop's currency has after the point. Sums are typed in major units. */
export function valuesOf(template: Schemas["TemplateView"], digits: number): TemplateValues {
  const major = (minor: number | null) => (minor === null ? "" : minor / 10 ** digits);
  return {
    name: template.name,
    description: template.description,
    kind: template.kind,
    value: Number(template.value),
    event: template.event,
    usage_limit: template.usage_limit,
    duration_days: template.duration_days,
    recurrence: template.recurrence.type,
    every_days: template.recurrence.value ?? 30,
    min_bill_minor: major(template.min_bill_minor),
    max_discount_minor: major(template.max_discount_minor),
    weekdays: (template.weekdays ?? []).map(String),
    from_time: template.from_time?.slice(0, 5) ?? "",
    until_time: template.until_time?.slice(0, 5) ?? "",
    requires_subscription: template.requires_subscription,
    budget_count: template.budget_count ?? "",
    budget_minor: major(template.budget_minor),
    alphabet: template.alphabet,
    is_active: template.is_active,
  };
}

/** What goes to the API. What the chosen kind does not have is left empty, whatever was typed. */
export function termsOf(values: TemplateValues, digits: number): Schemas["TemplateCreate"] {
  const number = (typed: string | number) => (typed === "" ? null : Number(typed));
  const minor = (typed: string | number) =>
    typed === "" ? null : Math.round(Number(typed) * 10 ** digits);
  const uses = Number(values.usage_limit);
  return {
    name: values.name.trim(),
    description: values.description,
    kind: values.kind,
    value: values.kind === "gift" ? 0 : Number(values.value),
    event: values.event,
    usage_type: uses === 1 ? "single" : "multi",
    usage_limit: uses,
    duration_days: Number(values.duration_days),
    recurrence: {
      type: values.recurrence,
      value: values.recurrence === "days" ? Number(values.every_days) : null,
    },
    min_bill_minor: minor(values.min_bill_minor),
    max_discount_minor: values.kind === "percent" ? minor(values.max_discount_minor) : null,
    weekdays: values.weekdays.length > 0 ? values.weekdays.map(Number) : null,
    from_time: values.from_time || null,
    until_time: values.until_time || null,
    requires_subscription: values.requires_subscription,
    budget_count: number(values.budget_count),
    budget_minor: minor(values.budget_minor),
    alphabet: values.alphabet.trim().toUpperCase(),
    is_active: values.is_active,
  };
}
