import { MultiSelect, Select, TagsInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useRights } from "@/shared/session/me";
import { type Field, useCampaignNames } from "../queries/segments";
import type { Operator } from "../rules/draft";
import {
  type BirthdayBounds,
  type Bounds,
  type DayBounds,
  type Facts,
  isBare,
  isListed,
} from "../rules/values";
import classes from "./builder.module.css";
import { BirthdayRange, DayRange, DaysCount } from "./day-values";
import { FactValue, MoneyValue } from "./fact-values";
import { NumberRange } from "./number-range";

interface Props {
  field: Field;
  operator: Operator;
  /** Of the shape that the operator of the field has; `firstValue` and the API see to that. */
  value: unknown;
  onChange: (value: unknown) => void;
}

/** What to compare with, by the field's type and the operator. */
export function ConditionValue({ field, operator, value, onChange }: Props) {
  if (isBare(operator)) return null;
  if (isListed(operator)) {
    return <ListValue field={field} value={value as (string | number)[]} onChange={onChange} />;
  }
  switch (operator) {
    case "is":
      return <FlagValue field={field} value={value === true} onChange={onChange} />;
    case "within_next":
    case "in_last":
    case "not_in_last":
      return <DaysCount value={value as { days: number | null }} onChange={onChange} />;
    case "count":
      return <FactValue value={value as Facts} onChange={onChange} />;
    case "sum":
      return <MoneyValue value={value as Facts} onChange={onChange} />;
    default:
      break;
  }
  if (field.type === "birthday") {
    return <BirthdayRange value={value as BirthdayBounds} onChange={onChange} />;
  }
  return field.type === "number" ? (
    <NumberRange value={value as Bounds} onChange={onChange} max={150} />
  ) : (
    <DayRange value={value as DayBounds} onChange={onChange} />
  );
}

function FlagValue({ field, value, onChange }: ValueProps<boolean>) {
  const { t } = useTranslation("shared");
  return (
    <Select
      className={classes["operator"]}
      aria-label={field.title}
      data={[
        { value: "yes", label: t("yes") },
        { value: "no", label: t("no") },
      ]}
      value={value ? "yes" : "no"}
      onChange={(chosen) => onChange(chosen === "yes")}
      allowDeselect={false}
    />
  );
}

interface ValueProps<Value> {
  field: Field;
  value: Value;
  onChange: (value: unknown) => void;
}

const MAX_LISTED = 50;
const MAX_TAGS = 20;

function ListValue({ field, value, onChange }: ValueProps<(string | number)[]>) {
  const { t } = useTranslation("segments");
  const texts = value.map(String);
  const look = {
    className: classes["value"],
    "aria-label": t("valueOf", { field: field.title }),
    value: texts,
    onChange,
  };
  if (field.type === "reference") {
    return <CampaignChoice field={field} value={value as number[]} onChange={onChange} />;
  }
  if (field.options) {
    const data = field.options.map((option) => ({ value: option.value, label: option.title }));
    return <MultiSelect {...look} placeholder={texts.length ? "" : t("choose")} data={data} />;
  }
  const max = field.type === "tags" ? MAX_TAGS : MAX_LISTED;
  return <TagsInput {...look} placeholder={texts.length ? "" : t("typeIn")} maxTags={max} />;
}

function CampaignChoice({ field, value, onChange }: ValueProps<number[]>) {
  const { t } = useTranslation("segments");
  const can = useRights();
  const campaigns = useCampaignNames(can("campaigns:read"));
  return (
    <MultiSelect
      className={classes["value"]}
      aria-label={t("valueOf", { field: field.title })}
      placeholder={value.length ? "" : t("choose")}
      data={named(value, campaigns)}
      value={value.map(String)}
      onChange={(chosen) => onChange(chosen.map(Number))}
      nothingFoundMessage={t("nothingToChoose")}
      maxValues={MAX_LISTED}
      searchable
    />
  );
}

/** Things to choose from; what was chosen and is not among them goes by its number. */
export function named(chosen: readonly number[], known: { id: number; name: string }[] = []) {
  const unknown = chosen.filter((id) => known.every((one) => one.id !== id));
  return [...known, ...unknown.map((id) => ({ id, name: `№ ${id}` }))].map(({ id, name }) => ({
    value: String(id),
    label: name,
  }));
}
