import { NumberInput, Select, Text, TextInput } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { BirthdayBounds, DayBounds } from "../rules/values";
import classes from "./builder.module.css";

interface Props<Value> {
  value: Value;
  onChange: (value: Value) => void;
}

const MAX_DAYS = 3650;

/** "7 days", after words that say which. */
export function DaysCount({ value, onChange }: Props<{ days: number | null }>) {
  const { t } = useTranslation("segments");
  return (
    <div className={classes["days"]}>
      <NumberInput
        aria-label={t("daysNumber")}
        value={value.days ?? ""}
        onChange={(typed) => onChange({ days: typeof typed === "number" ? typed : null })}
        min={1}
        max={MAX_DAYS}
        allowDecimal={false}
        allowNegative={false}
        clampBehavior="strict"
        w={84}
      />
      <Text size="sm">{t("days", { count: value.days ?? 0 })}</Text>
    </div>
  );
}

/** Days of the calendar, of which one may stay open. */
export function DayRange<Value extends DayBounds>({ value, onChange }: Props<Value>) {
  const { t } = useTranslation("segments");
  return (
    <div className={classes["pair"]}>
      {(["from_on", "until_on"] as const).map((end) => (
        <TextInput
          key={end}
          type="date"
          aria-label={t(end)}
          value={value[end] ?? ""}
          onChange={(event) => onChange({ ...value, [end]: event.currentTarget.value || null })}
        />
      ))}
    </div>
  );
}

/** Days of any year, both included; the first may come after the last. */
export function BirthdayRange({ value, onChange }: Props<BirthdayBounds>) {
  const { t } = useTranslation("segments");
  return (
    <div className={classes["pair"]}>
      {(["from_day", "until_day"] as const).map((end) => (
        <MonthDay
          key={end}
          label={t(end)}
          value={value[end]}
          onChange={(day) => onChange({ ...value, [end]: day })}
        />
      ))}
    </div>
  );
}

const DAYS = Array.from({ length: 31 }, (_, number) => twoDigits(number + 1));

/** `02-29`; a half that is not chosen yet is left out: `02-`. */
function MonthDay({ label, value, onChange }: Props<string> & { label: string }) {
  const { t } = useTranslation("segments");
  const months = useMonths();
  const [month = "", day = ""] = value.split("-");
  return (
    <div className={classes["monthDay"]}>
      <Select
        aria-label={t("dayOf", { end: label })}
        placeholder={t("day")}
        data={DAYS.map((each) => ({ value: each, label: String(Number(each)) }))}
        value={day || null}
        onChange={(chosen) => onChange(`${month}-${chosen ?? ""}`)}
        allowDeselect={false}
        searchable
        w={76}
      />
      <Select
        aria-label={t("monthOf", { end: label })}
        placeholder={t("month")}
        data={months}
        value={month || null}
        onChange={(chosen) => onChange(`${chosen ?? ""}-${day}`)}
        allowDeselect={false}
        searchable
      />
    </div>
  );
}

/** As in "8 March": Slavic languages bend the name. */
function useMonths() {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(i18n.language, { day: "numeric", month: "long" });
    return Array.from({ length: 12 }, (_, number) => ({
      value: twoDigits(number + 1),
      label:
        format.formatToParts(new Date(2028, number, 1)).find(({ type }) => type === "month")
          ?.value ?? "",
    }));
  }, [i18n.language]);
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
