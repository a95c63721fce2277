import { Badge, Card, Text } from "@mantine/core";
import { IconReceipt } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { RowLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { useFormat } from "@/shared/i18n/format";
import { ChoiceFilter } from "@/shared/lists/choice-filter";
import type { Column } from "@/shared/lists/data-table";
import { FilterRow } from "@/shared/lists/filter-row";
import { PagedTable } from "@/shared/lists/paged-table";
import { SearchInput } from "@/shared/lists/search-input";
import type { ListState } from "@/shared/lists/search-params";
import { useMe, useRights } from "@/shared/session/me";
import { useTemplateNames } from "../queries/discounts";
import {
  type Redemption,
  REDEMPTION_STATES,
  type RedemptionsSearch,
  redemptionsQuery,
  useCashierNames,
} from "../queries/redemptions";
import { ChoiceByName } from "./choice-by-name";
import { CodeText } from "./code-text";
import { DayRange } from "./day-range";

type Props = ListState<RedemptionsSearch>;

/** Every code that was taken at the till, whether it stood or not. */
export function RedemptionsPage({ search, onSearch }: Props) {
  const { t } = useTranslation("loyalty");
  const list = useQuery(redemptionsQuery(search, useMe().shop.timezone));
  return (
    <>
      <PageHeader title={t("redemption.title")} text={t("redemption.text")} />
      <Card padding={0}>
        <Filters search={search} onSearch={onSearch} />
        <PagedTable
          label={t("redemption.title")}
          list={list}
          search={search}
          onSearch={onSearch}
          usualSort="-redeemed_at"
          columns={useColumns()}
          empty={
            <EmptyState
              icon={IconReceipt}
              title={t("redemption.none")}
              text={t("redemption.noneText")}
            />
          }
        />
      </Card>
    </>
  );
}

function Filters({ search, onSearch }: Props) {
  const { t } = useTranslation("loyalty");
  const can = useRights();
  return (
    <FilterRow search={search} onSearch={onSearch}>
      <SearchInput
        label={t("code.code")}
        value={search.code}
        onChange={(code) => onSearch({ code })}
      />
      <DayRange
        from={search.from}
        to={search.to}
        labels={[t("redemption.from"), t("redemption.to")]}
        onChange={onSearch}
      />
      <ChoiceFilter
        label={t("code.state")}
        choices={REDEMPTION_STATES}
        nameOf={(state) => t(`redemption.stateOf.${state}`)}
        value={search.state}
        onChange={(state) => onSearch({ state })}
        width={190}
      />
      <ByTemplate search={search} onSearch={onSearch} />
      {can("cashiers:read") ? <ByCashier search={search} onSearch={onSearch} /> : null}
    </FilterRow>
  );
}

function ByTemplate({ search, onSearch }: Props) {
  const { t } = useTranslation("loyalty");
  const { data } = useTemplateNames();
  return (
    <ChoiceByName
      label={t("code.template")}
      choices={data?.items}
      value={search.template_id}
      onChange={(template_id) => onSearch({ template_id })}
    />
  );
}

function ByCashier({ search, onSearch }: Props) {
  const { t } = useTranslation("loyalty");
  const { data } = useCashierNames();
  return (
    <ChoiceByName
      label={t("cashier.name")}
      choices={data?.items.map(({ id, display_name }) => ({ id, name: display_name }))}
      value={search.cashier_id}
      onChange={(cashier_id) => onSearch({ cashier_id })}
    />
  );
}

const COLOURS = { stands: "pine", undone: "gray", reversed: "orange" } as const;

function useColumns(): Column<Redemption>[] {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  const sum = (minor: number | null, currency: string) =>
    minor === null ? null : (
      <Text span inherit data-figures>
        {format.money(minor, currency)}
      </Text>
    );
  return [
    {
      id: "code",
      title: t("code.code"),
      phone: "title",
      cell: ({ code, discount_id, template_name }) => (
        <>
          <RowLink to="/codes" search={{ code, id: discount_id }}>
            <CodeText code={code} />
          </RowLink>
          <Text size="xs" c="dimmed">
            {template_name}
          </Text>
        </>
      ),
    },
    {
      id: "client",
      title: t("code.client"),
      phone: "line",
      cell: ({ client_name }) => client_name,
    },
    {
      id: "bill",
      title: t("code.bill"),
      align: "end",
      sort: ["-bill_minor", "bill_minor"],
      phone: "line",
      cell: ({ bill_minor, currency }) => sum(bill_minor, currency),
    },
    {
      id: "discount",
      title: t("redemption.discount"),
      align: "end",
      sort: ["-discount_minor", "discount_minor"],
      cell: ({ discount_minor, currency }) => sum(discount_minor, currency),
    },
    {
      id: "by",
      title: t("redemption.by"),
      cell: ({ taken_by_name }) => taken_by_name,
    },
    {
      id: "state",
      title: t("code.state"),
      phone: "line",
      cell: ({ state, cancel_reason }) => (
        <Badge color={COLOURS[state]} title={cancel_reason ?? undefined}>
          {t(`redemption.stateOf.${state}`)}
        </Badge>
      ),
    },
    {
      id: "at",
      title: t("redemption.at"),
      align: "end",
      sort: ["-redeemed_at", "redeemed_at"],
      phone: "line",
      cell: ({ redeemed_at }) => format.dateTime(redeemed_at),
    },
  ];
}
