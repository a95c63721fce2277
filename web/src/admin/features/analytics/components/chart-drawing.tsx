import { useState } from "react";
import { useFormat } from "@/shared/i18n/format";
import type { ChartProps } from "./chart";
import { Area, Bars, colorOf } from "./chart-shapes";
import { namedSteps, ticksOf } from "./chart-scale";
import classes from "./chart.module.css";

/** For the eye only: what it shows stands in a table beside it. */
export function ChartDrawing(chart: ChartProps) {
  const { kind, series, rows, divisor = 1 } = chart;
  const { compact } = useFormat();
  const [pointed, setPointed] = useState<number | null>(null);
  const values = rows.flatMap((row) => series.map(({ name }) => row.values[name] ?? 0));
  const ticks = ticksOf(Math.max(...values) / divisor);
  const top = (ticks.at(-1) ?? 1) * divisor;
  return (
    <div className={classes["chart"]} data-chart={kind} aria-hidden>
      <div className={classes["field"]}>
        {ticks.map((tick) => (
          <div key={tick} className={classes["tick"]} style={along(kind, tick * divisor, top)}>
            <span>{compact(tick)}</span>
          </div>
        ))}
        {kind === "area" ? <Area series={series} rows={rows} top={top} /> : null}
        <div className={classes["steps"]} onPointerLeave={() => setPointed(null)}>
          {rows.map((row, place) => (
            <div
              key={place}
              className={classes["step"]}
              data-pointed={place === pointed || undefined}
              onPointerEnter={() => setPointed(place)}
            >
              {kind === "rows" ? <div className={classes["rowName"]}>{row.name}</div> : null}
              {kind === "area" ? null : <Bars series={series} row={row} top={top} kind={kind} />}
            </div>
          ))}
        </div>
        {kind === "rows" ? null : <Names rows={rows} />}
        <Reading chart={chart} place={pointed} />
      </div>
      <ul className={classes["legend"]}>
        {series.map(({ name, label, color }) => (
          <li key={name}>
            <Dot color={color} />
            {label}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Names({ rows }: Pick<ChartProps, "rows">) {
  return namedSteps(rows.length).map(({ place, isMinor }) => (
    <span
      key={place}
      className={classes["name"]}
      data-minor={isMinor || undefined}
      style={{ left: `${middleOf(place, rows.length)}%` }}
    >
      {rows[place]?.name}
    </span>
  ));
}

/** The figures of the step under the pointer. */
function Reading({ chart, place }: { chart: ChartProps; place: number | null }) {
  const { kind, series, rows, show } = chart;
  const row = place === null ? undefined : rows[place];
  if (place === null || !row) return null;
  const middle = middleOf(place, rows.length);
  const style =
    kind === "rows"
      ? { top: `${middle}%`, right: 0 }
      : middle > 50
        ? { right: `${102 - middle}%` }
        : { left: `${middle + 2}%` };
  return (
    <div className={classes["reading"]} style={style}>
      <strong>{row.name}</strong>
      {series.map(({ name, label, color }) => (
        <div key={name} className={classes["figure"]}>
          <Dot color={color} />
          <span>{label}</span>
          <b>{show(row.values[name] ?? 0)}</b>
        </div>
      ))}
    </div>
  );
}

const Dot = ({ color }: { color: string }) => (
  <i className={classes["dot"]} style={{ background: colorOf(color) }} />
);

const middleOf = (place: number, count: number) => ((place + 0.5) / count) * 100;

const along = (kind: ChartProps["kind"], value: number, top: number) =>
  kind === "rows" ? { left: `${(value / top) * 100}%` } : { bottom: `${(value / top) * 100}%` };
