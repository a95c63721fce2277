import { useId } from "react";
import { useTranslation } from "react-i18next";
import { PERIODS, type Period } from "../queries/dashboard";
import classes from "./period-choice.module.css";

interface Props {
  value: Period;
  onChange: (period: Period) => void;
}

/**
 * Looks as Mantine's SegmentedControl, without its sliding: to slide it measures the page while
 * that is being drawn, and the overview waits for its layout to be done twice.
 */
export function PeriodChoice({ value, onChange }: Props) {
  const { t } = useTranslation("analytics");
  const name = useId();
  return (
    <div role="radiogroup" aria-label={t("period.label")} className={classes["choice"]}>
      {PERIODS.map((period) => (
        <label key={period}>
          <input
            type="radio"
            name={name}
            value={period}
            checked={period === value}
            onChange={() => onChange(period)}
          />
          <span>{t(`period.short.${period}`)}</span>
        </label>
      ))}
    </div>
  );
}
