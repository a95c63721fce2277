import { AreaChart, BarChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import { useTranslation } from "react-i18next";
import { CHART_HEIGHT, type ChartProps } from "./chart";
import classes from "./dashboard.module.css";

/** Room for "6,5 тыс." */
const AXIS = 60;

/** For the eye only: what it shows stands in a table beside it. */
export function ChartDrawing({ kind, series, rows, show, divisor = 1 }: ChartProps) {
  const { i18n } = useTranslation();
  const short = new Intl.NumberFormat(i18n.language, { notation: "compact" });
  const data = rows.map(({ name, values }) => ({ name, ...values }));
  const shorten = (value: number) => short.format(value / divisor);
  const same = {
    h: CHART_HEIGHT,
    data,
    dataKey: "name",
    series,
    withLegend: true,
    legendProps: { verticalAlign: "bottom" as const, height: 28 },
    tickLine: "none" as const,
    valueFormatter: show,
  };
  return (
    <div className={classes["chart"]} aria-hidden>
      {kind === "area" ? (
        <AreaChart
          {...same}
          curveType="monotone"
          withDots={false}
          fillOpacity={0.12}
          yAxisProps={{ width: AXIS, tickFormatter: shorten }}
          areaChartProps={{ accessibilityLayer: false }}
        />
      ) : (
        <BarChart
          {...same}
          h={kind === "rows" ? Math.max(CHART_HEIGHT, rows.length * 64 + 60) : CHART_HEIGHT}
          orientation={kind === "rows" ? "vertical" : "horizontal"}
          gridAxis={kind === "rows" ? "y" : "x"}
          maxBarWidth={18}
          barProps={{ radius: 3 }}
          {...(kind === "rows"
            ? { yAxisProps: { width: 120 }, xAxisProps: { tickFormatter: shorten } }
            : { yAxisProps: { width: AXIS, tickFormatter: shorten } })}
          barChartProps={{ accessibilityLayer: false }}
        />
      )}
    </div>
  );
}
