import { IconHome } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { PageHeader } from "@/shared/components/page-header";
import { useMe, useRights } from "@/shared/session/me";
import { ATTENTION_RIGHTS, USUAL_PERIOD, type HomeSearch, type Period } from "../queries/dashboard";
import { AttentionCard } from "./attention-card";
import { Birthdays } from "./birthdays";
import { ChartCards } from "./chart-cards";
import classes from "./dashboard.module.css";
import { Feed } from "./feed";
import { Figures } from "./figures";
import { PeriodChoice } from "./period-choice";

interface Props {
  search: HomeSearch;
  onPeriod: (period: Period) => void;
}

/** How the shop is doing: each block for those who may see it. */
export function HomePage({ search, onPeriod }: Props) {
  const { t } = useTranslation("analytics");
  const me = useMe();
  const can = useRights();
  const wanted = { period: search.period ?? USUAL_PERIOD, timezone: me.shop.timezone };
  const seesFigures = can("stats:read");
  const seesAttention = ATTENTION_RIGHTS.some(can);
  const seesAside = seesAttention || can("discounts:read") || can("clients:read");
  return (
    <>
      <PageHeader title={t("hello", { name: me.first_name })} text={t(`period.${wanted.period}`)}>
        {seesFigures ? <PeriodChoice value={wanted.period} onChange={onPeriod} /> : null}
      </PageHeader>
      {seesFigures ? <Figures wanted={wanted} /> : null}
      {seesAside ? (
        <div className={classes["columns"]} data-single={!seesFigures || undefined}>
          <div className={classes["aside"]}>
            {seesAttention ? <AttentionCard /> : null}
            {can("discounts:read") ? <Feed /> : null}
            {can("clients:read") ? <Birthdays /> : null}
          </div>
          {seesFigures ? <ChartCards wanted={wanted} /> : null}
        </div>
      ) : null}
      {seesAside || seesFigures ? null : (
        <EmptyState icon={IconHome} title={t("noFigures")} text={t("noFiguresText")} />
      )}
    </>
  );
}
