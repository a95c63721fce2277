export const CHART_HEIGHT = 210;

/** What a chart shows: drawn for the eye, and as a table for those who listen. */
export interface ChartProps {
  title: string;
  kind: "bars" | "rows" | "area";
  series: { name: string; label: string; color: string }[];
  rows: { name: string; values: Record<string, number> }[];
  show: (value: number) => string;
  /** How many of the units make one of the axis: 100 kopecks are a rouble. */
  divisor?: number;
}
