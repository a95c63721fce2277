import { VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ChartProps } from "./chart";

/** The chart for those who do not see it. */
export function ChartTable({ title, series, rows, show }: ChartProps) {
  const { t } = useTranslation("analytics");
  return (
    <VisuallyHidden>
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
    </VisuallyHidden>
  );
}
