import { useDeferredValue } from "react";
import { useTranslation } from "react-i18next";
import type { ChartProps } from "./chart";
import classes from "./dashboard.module.css";

const NO_ROWS: ChartProps["rows"] = [];

/** The chart for those who do not see it. Its rows come right after what is seen has been drawn. */
export function ChartTable({ title, series, show, ...chart }: ChartProps) {
  const { t } = useTranslation("analytics");
  const rows = useDeferredValue(chart.rows, NO_ROWS);
  return (
    <div className={classes["unseen"]}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t("chart.name")}</th>
            {series.map(({ name, label }) => (
              <th key={name} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, values }, index) => (
            <tr key={index}>
              <th scope="row">{name}</th>
              {series.map((one) => (
                <td key={one.name}>{show(values[one.name] ?? 0)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
