import { Alert, Badge, Card, Group, Stack, Text } from "@mantine/core";
import { IconCashRegister, IconEye } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { RowLink, TextLink } from "@/shared/components/links";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import type { Column } from "@/shared/lists/data-table";
import { FilterRow } from "@/shared/lists/filter-row";
import { PagedTable } from "@/shared/lists/paged-table";
import { SearchInput } from "@/shared/lists/search-input";
import type { ListState } from "@/shared/lists/search-params";
import { useMe } from "@/shared/session/me";
import { type CashiersSearch, cashiersQuery } from "../queries/cashiers";
import { takenBack } from "./cashier-figures";
import { PeriodChoice } from "./period-choice";

type Cashier = Schemas["CashierDetails"];

/** Cashiers with what they did in a period. */
export function CashierList({ search, onSearch }: ListState<CashiersSearch>) {
  const { t } = useTranslation("loyalty");
  const list = useQuery(cashiersQuery(search, useMe().shop.timezone));
  const isFormer = search.tab === "former";
  return (
    <Stack gap="md">
      <Notable cashiers={list.data?.items ?? []} />
      <Card padding={0}>
        <FilterRow search={search} onSearch={onSearch}>
          <SearchInput
            label={t("cashier.search")}
            value={search.search}
            onChange={(text) => onSearch({ search: text })}
          />
          <PeriodChoice value={search.period} onChange={(period) => onSearch({ period })} />
        </FilterRow>
        <PagedTable
          label={t(isFormer ? "cashier.tab.former" : "cashier.tab.active")}
          list={list}
          search={search}
          onSearch={onSearch}
          columns={useColumns()}
          empty={
            <EmptyState
              icon={IconCashRegister}
              title={t(isFormer ? "cashier.noFormer" : "cashier.none")}
              text={isFormer ? undefined : t("cashier.noneText")}
            />
          }
        />
      </Card>
    </Stack>
  );
}

/** Not an accusation: many wrong codes in a row are a bad day, a misprint, or somebody guessing. */
function Notable({ cashiers }: { cashiers: readonly Cashier[] }) {
  const { t } = useTranslation("loyalty");
  const notable = cashiers.filter(
    ({ is_active, is_streak_alarming }) => is_active && is_streak_alarming,
  );
  if (notable.length === 0) return null;
  return (
    <Alert color="orange" icon={<IconEye />} title={t("cashier.streak.title")}>
      <Stack gap={4}>
        {notable.map(({ id, display_name, wrong_streak }) => (
          <Text key={id} size="sm">
            <TextLink
              to="/cashiers/$cashierId"
              params={{ cashierId: id }}
              underline="always"
              inherit
            >
              {display_name}
            </TextLink>
            {": "}
            {t("cashier.streak.line", { count: wrong_streak })}
          </Text>
        ))}
        <Text size="sm">{t("cashier.streak.text")}</Text>
      </Stack>
    </Alert>
  );
}

function useColumns(): Column<Cashier>[] {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  const figure = (id: keyof Cashier["figures"], isOnPhone = false): Column<Cashier> => ({
    id,
    title: t(`cashier.figure.${id}`),
    align: "end",
    ...(isOnPhone ? { phone: "line" as const } : {}),
    cell: ({ figures }) => (
      <Text span inherit data-figures c={figures[id] === 0 ? "dimmed" : undefined}>
        <Text span inherit hiddenFrom="sm">
          {t(`cashier.figure.${id}`)}:{" "}
        </Text>
        {id.endsWith("_minor") ? format.money(figures[id]) : format.number(figures[id])}
      </Text>
    ),
  });
  return [
    {
      id: "name",
      title: t("cashier.name"),
      phone: "title",
      cell: (cashier) => (
        <Group gap="2px 8px" miw={150}>
          <RowLink to="/cashiers/$cashierId" params={{ cashierId: cashier.id }}>
            {cashier.display_name}
          </RowLink>
          {cashier.is_streak_alarming ? (
            <Badge color="orange">
              {t("cashier.streak.mark", { count: cashier.wrong_streak })}
            </Badge>
          ) : null}
        </Group>
      ),
    },
    figure("redemptions", true),
    figure("bill_minor", true),
    figure("discount_minor"),
    figure("refused"),
    figure("wrong_codes", true),
    {
      id: "taken_back",
      title: t("cashier.figure.taken_back"),
      align: "end",
      phone: "line",
      cell: ({ figures }) => {
        const share = takenBack(figures);
        return (
          <Text span inherit data-figures c={share ? undefined : "dimmed"}>
            <Text span inherit hiddenFrom="sm">
              {t("cashier.figure.taken_back")}:{" "}
            </Text>
            {share === null ? "—" : format.share(share)}
          </Text>
        );
      },
    },
  ];
}
