import { SimpleGrid } from "@mantine/core";
import { IconHome } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { PageHeader } from "@/shared/components/page-header";
import { RefusalPage } from "@/shared/components/refusal";
import { useFormat } from "@/shared/i18n/format";
import { useMe, useRights } from "@/shared/session/me";
import { kpiQuery } from "../queries/kpi";
import { Tile } from "./tile";

export function HomePage() {
  const { t } = useTranslation("analytics");
  const me = useMe();
  const can = useRights();
  return (
    <>
      <PageHeader title={t("hello", { name: me.first_name })} text={t("period")} />
      {can("stats:read") ? (
        <Figures />
      ) : (
        <EmptyState icon={IconHome} title={t("noFigures")} text={t("noFiguresText")} />
      )}
    </>
  );
}

function Figures() {
  const { t } = useTranslation("analytics");
  const format = useFormat();
  const { data, error, refetch } = useQuery(kpiQuery);
  if (error) return <RefusalPage error={error} retry={() => void refetch()} />;
  const { period, before } = data ?? {};
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing={{ base: "sm", md: "lg" }}>
      <Tile
        name={t("audience")}
        value={period?.audience}
        before={before?.audience}
        show={format.number}
      />
      <Tile
        name={t("joined")}
        value={period?.joined}
        before={before?.joined}
        show={format.number}
      />
      <Tile
        name={t("redemptions")}
        value={period?.redemptions}
        before={before?.redemptions}
        show={format.number}
      />
      <Tile
        name={t("conversion")}
        value={period ? (period.conversion ?? 0) : undefined}
        before={before?.conversion ?? undefined}
        show={format.share}
      />
    </SimpleGrid>
  );
}
