import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { RefusalPage } from "@/shared/components/refusal";
import type { Schemas } from "@/shared/http/api";
import { digitsOf, useFormat } from "@/shared/i18n/format";
import { useMe } from "@/shared/session/me";
import { kpiQuery, type Wanted } from "../queries/dashboard";
import classes from "./dashboard.module.css";
import { Tile } from "./tile";

type Set = Schemas["PeriodFigures"];

/** Eight figures, each beside the period before. */
export function Figures({ wanted }: { wanted: Wanted }) {
  const { t } = useTranslation("analytics");
  const { number, share, money } = useFormat();
  const unit = 10 ** digitsOf(useMe().shop.currency);
  const whole = (minor: number) => money(Math.round(minor / unit) * unit);
  const { data, error, refetch, isPlaceholderData } = useQuery(kpiQuery(wanted));
  if (error) return <RefusalPage error={error} retry={() => void refetch()} />;
  // Sums are of the shop's currency: it stands first.
  const tiles: {
    name: string;
    of: (set: Set) => number | null;
    show?: typeof number;
    isNeutral?: boolean;
  }[] = [
    { name: t("audience"), of: (set) => set.audience },
    { name: t("joined"), of: (set) => set.joined },
    { name: t("codesIssued"), of: (set) => set.codes_issued },
    { name: t("conversion"), of: (set) => set.conversion, show: share },
    { name: t("redemptions"), of: (set) => set.redemptions },
    { name: t("bills"), of: (set) => set.money[0]?.bill_minor ?? 0, show: whole },
    { name: t("averageBill"), of: (set) => set.money[0]?.average_bill_minor ?? null, show: whole },
    {
      name: t("discounts"),
      of: (set) => set.money[0]?.discount_minor ?? 0,
      show: whole,
      isNeutral: true,
    },
  ];
  return (
    <section
      className={classes["figures"]}
      aria-label={t("figures")}
      data-stale={isPlaceholderData || undefined}
    >
      {tiles.map(({ name, of, show = number, isNeutral }) => (
        <Tile
          key={name}
          name={name}
          value={data && of(data.period)}
          before={data?.before ? of(data.before) : null}
          show={show}
          isNeutral={isNeutral}
        />
      ))}
    </section>
  );
}
