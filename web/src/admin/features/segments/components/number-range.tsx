import { NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Bounds } from "../rules/values";
import classes from "./builder.module.css";

interface Props<Value extends Bounds> {
  value: Value;
  onChange: (value: Value) => void;
  max?: number;
  /** How many small units make what is typed: 100 for roubles kept in kopecks. */
  scale?: number;
  suffix?: string;
}

/** From and to, of which one may stay open. */
export function NumberRange<Value extends Bounds>(props: Props<Value>) {
  const { value, onChange, max = 1_000_000_000, scale = 1, suffix = "" } = props;
  const { t } = useTranslation("segments");
  return (
    <div className={classes["pair"]}>
      {(["at_least", "at_most"] as const).map((end) => (
        <NumberInput
          key={end}
          aria-label={t(end)}
          placeholder={t(end)}
          prefix={`${t(end)} `}
          suffix={suffix}
          value={valueOf(value[end], scale)}
          onChange={(typed) =>
            onChange({
              ...value,
              [end]: typeof typed === "number" ? Math.round(typed * scale) : null,
            })
          }
          min={0}
          max={max}
          decimalScale={scale > 1 ? 2 : 0}
          allowNegative={false}
          thousandSeparator=" "
          hideControls
        />
      ))}
    </div>
  );
}

const valueOf = (minor: number | null | undefined, scale: number) =>
  minor === null || minor === undefined ? "" : minor / scale;
