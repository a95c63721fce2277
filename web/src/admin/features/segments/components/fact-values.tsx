import { MultiSelect, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useMe, useRights } from "@/shared/session/me";
import { useTemplateNames } from "../queries/segments";
import type { Facts, Period } from "../rules/values";
import classes from "./builder.module.css";
import { named } from "./condition-value";
import { DayRange, DaysCount } from "./day-values";
import { NumberRange } from "./number-range";

interface Props {
  value: Facts;
  onChange: (value: Facts) => void;
}

/** How many, of which discounts, when. */
export function FactValue({ value, onChange }: Props) {
  const { t } = useTranslation("segments");
  const can = useRights();
  const templates = useTemplateNames(can("discounts:read"));
  const chosen = value.templates ?? [];
  return (
    <>
      <NumberRange value={value} onChange={onChange} />
      <PeriodValue
        value={value.period ?? {}}
        onChange={(period) => onChange({ ...value, period })}
      />
      <MultiSelect
        className={classes["value"]}
        aria-label={t("templates")}
        placeholder={chosen.length ? "" : t("anyTemplate")}
        data={named(chosen, templates)}
        value={chosen.map(String)}
        onChange={(ids) => onChange({ ...value, templates: ids.length ? ids.map(Number) : null })}
        nothingFoundMessage={t("nothingToChoose")}
        maxValues={50}
        searchable
      />
    </>
  );
}

/** How much money in all, when. */
export function MoneyValue({ value, onChange }: Props) {
  const { currency } = useMe().shop;
  const { i18n } = useTranslation();
  const { scale, sign } = currencyOf(i18n.language, currency);
  return (
    <>
      <NumberRange value={value} onChange={onChange} scale={scale} suffix={` ${sign}`} />
      <PeriodValue
        value={value.period ?? {}}
        onChange={(period) => onChange({ ...value, period })}
      />
    </>
  );
}

function currencyOf(language: string, currency: string) {
  const style = { style: "currency", currency, currencyDisplay: "narrowSymbol" } as const;
  const format = new Intl.NumberFormat(language, style);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const sign = format.formatToParts(0).find(({ type }) => type === "currency")?.value ?? currency;
  return { scale: 10 ** digits, sign };
}

const KINDS = ["always", "last", "between"] as const;
type Kind = (typeof KINDS)[number];

const FIRST: Record<Kind, Period> = {
  always: {},
  last: { in_last_days: 30 },
  between: { from_on: "", until_on: "" },
};

/** All of time, the last days, or days from and until. */
function PeriodValue({ value, onChange }: { value: Period; onChange: (value: Period) => void }) {
  const { t } = useTranslation("segments");
  const kind = kindOf(value);
  return (
    <>
      <Select
        className={classes["operator"]}
        aria-label={t("period")}
        data={KINDS.map((each) => ({ value: each, label: t(`periodOf.${each}`) }))}
        value={kind}
        onChange={(chosen) => onChange(FIRST[chosen as Kind])}
        allowDeselect={false}
      />
      {kind === "last" ? (
        <DaysCount
          value={{ days: value.in_last_days || null }}
          onChange={({ days }) => onChange({ in_last_days: days ?? 0 })}
        />
      ) : null}
      {kind === "between" ? (
        <DayRange
          value={value}
          onChange={({ from_on, until_on }) =>
            onChange(from_on || until_on ? { from_on, until_on } : FIRST.between)
          }
        />
      ) : null}
    </>
  );
}

function kindOf({ in_last_days, from_on, until_on }: Period): Kind {
  if (typeof in_last_days === "number") return "last";
  const isSet = [from_on, until_on].some((end) => end !== null && end !== undefined);
  return isSet ? "between" : "always";
}
