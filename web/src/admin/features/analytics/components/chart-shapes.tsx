import type { ChartProps } from "./chart";
import classes from "./chart.module.css";

type Series = ChartProps["series"];
type Row = ChartProps["rows"][number];

interface BarsProps {
  series: Series;
  row: Row;
  top: number;
  kind: "bars" | "rows";
}

/** One step's bars side by side: standing, or lying in a row. */
export function Bars({ series, row, top, kind }: BarsProps) {
  return series.map(({ name, color }) => {
    const share = `${((row.values[name] ?? 0) / top) * 100}%`;
    const length = kind === "rows" ? { width: share } : { height: share };
    return (
      <div
        key={name}
        className={classes["bar"]}
        style={{ ...length, background: colorOf(color) }}
      />
    );
  });
}

interface AreaProps {
  series: Series;
  rows: readonly Row[];
  top: number;
}

/** Lines from step to step, with a tint below. Drawn as wide as the card, whatever that is. */
export function Area({ series, rows, top }: AreaProps) {
  return (
    <svg className={classes["area"]} viewBox="0 0 100 100" preserveAspectRatio="none">
      {series.map(({ name, color }) => {
        const line = rows
          .map(({ values }, place) => {
            const x = ((place + 0.5) / rows.length) * 100;
            const y = 100 - ((values[name] ?? 0) / top) * 100;
            return `${x.toFixed(2)},${y.toFixed(2)}`;
          })
          .join(" L");
        const half = 50 / rows.length;
        return (
          <g key={name} style={{ color: colorOf(color) }}>
            <path
              d={`M${half},100 L${line} L${100 - half},100 Z`}
              fill="currentColor"
              opacity=".12"
            />
            <path
              d={`M${line}`}
              fill="none"
              stroke="currentColor"
              strokeWidth="2"
              strokeLinejoin="round"
              vectorEffect="non-scaling-stroke"
            />
          </g>
        );
      })}
    </svg>
  );
}

/** `pine.6` as the theme has it. */
export const colorOf = (color: string) => `var(--mantine-color-${color.replace(".", "-")})`;
