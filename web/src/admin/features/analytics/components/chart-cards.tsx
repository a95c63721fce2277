import { Skeleton } from "@mantine/core";
import { IconChartBar } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { digitsOf, useFormat } from "@/shared/i18n/format";
import { useMe } from "@/shared/session/me";
import { stepsQuery, type Wanted } from "../queries/dashboard";
import { Block, Quiet } from "./block";
import { CHART_HEIGHT, type ChartProps } from "./chart";
import { ChartDrawing } from "./chart-drawing";
import { ChartTable } from "./chart-table";
import classes from "./dashboard.module.css";

const BROADCASTS = 6;

/** The period step by step: codes, money, people, and what each broadcast brought. */
export function ChartCards({ wanted }: { wanted: Wanted }) {
  const { t } = useTranslation("analytics");
  const { number, money, dayName, monthName } = useFormat();
  const { currency } = useMe().shop;
  const { data, error, isPending } = useQuery(stepsQuery(wanted));
  const points = data?.points.map((point) => ({ ...point, sums: point.money[0] })) ?? [];
  // A step of a year's twelve is a month, any other begins on a day.
  const nameOf = wanted.period === "year" ? monthName : dayName;
  const card = (chart: ChartProps) => (
    <ChartBlock chart={chart} error={error} isPending={isPending} />
  );
  return (
    <div className={classes["charts"]}>
      {card({
        title: t("chart.codes"),
        kind: "bars",
        show: number,
        series: [
          { name: "redemptions", label: t("redemptions"), color: "pine.6" },
          { name: "codes_issued", label: t("codesIssued"), color: "gray.4" },
        ],
        rows: points.map(({ from_on, redemptions, codes_issued }) => ({
          name: nameOf(from_on),
          values: { redemptions, codes_issued },
        })),
      })}
      {card({
        title: t("chart.money"),
        kind: "bars",
        show: money,
        divisor: 10 ** digitsOf(currency),
        series: [
          { name: "bills", label: t("bills"), color: "pine.6" },
          { name: "discounts", label: t("discounts"), color: "orange.4" },
        ],
        rows: points.map(({ from_on, sums }) => ({
          name: nameOf(from_on),
          values: { bills: sums?.bill_minor ?? 0, discounts: sums?.discount_minor ?? 0 },
        })),
      })}
      {card({
        title: t("chart.audience"),
        kind: "area",
        show: number,
        series: [
          { name: "audience", label: t("audience"), color: "pine.6" },
          { name: "subscribed", label: t("subscribed"), color: "orange.5" },
        ],
        rows: points.map(({ from_on, audience, audience_subscribed }) => ({
          name: nameOf(from_on),
          values: { audience, subscribed: audience_subscribed },
        })),
      })}
      {card({
        title: t("chart.broadcasts"),
        kind: "rows",
        show: number,
        series: [
          { name: "sent", label: t("sent"), color: "gray.4" },
          { name: "clicked", label: t("clicked"), color: "orange.4" },
          { name: "redeemed", label: t("redeemed"), color: "pine.6" },
        ],
        rows: (data?.by_broadcast ?? [])
          .slice(0, BROADCASTS)
          .map(({ title, sent, clicked, redeemed }) => ({
            name: title,
            values: { sent, clicked, redeemed },
          })),
      })}
    </div>
  );
}

interface BlockProps {
  chart: ChartProps;
  error: unknown;
  isPending: boolean;
}

function ChartBlock({ chart, error, isPending }: BlockProps) {
  const { t } = useTranslation("analytics");
  const isEmpty = chart.rows.every(({ values }) => Object.values(values).every((one) => one === 0));
  return (
    <Block title={chart.title} error={error} isPending={false}>
      {isPending ? (
        <Skeleton height={CHART_HEIGHT} />
      ) : isEmpty ? (
        <Quiet icon={IconChartBar}>{t("chart.none")}</Quiet>
      ) : (
        <>
          <ChartDrawing {...chart} />
          <ChartTable {...chart} />
        </>
      )}
    </Block>
  );
}
