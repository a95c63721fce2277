import { Badge, Button, Card, Group, Select, Text } from "@mantine/core";
import { IconReceipt } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { RowLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { RefusalPage } from "@/shared/components/refusal";
import { useFormat } from "@/shared/i18n/format";
import { type Column, DataTable } from "@/shared/lists/data-table";
import { Pager } from "@/shared/lists/pager";
import { SearchInput } from "@/shared/lists/search-input";
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

interface Props {
  search: RedemptionsSearch;
  onSearch: (patch: Partial<RedemptionsSearch>) => void;
}

const NOTHING = {
  code: undefined,
  state: undefined,
  cashier_id: undefined,
  template_id: undefined,
  campaign_id: undefined,
  client_id: undefined,
  from: undefined,
  to: undefined,
} satisfies Partial<RedemptionsSearch>;

const isFiltered = (search: RedemptionsSearch) =>
  Object.keys(NOTHING).some((key) => search[key as keyof typeof NOTHING] !== undefined);

/** Every code that was taken at the till, whether it stood or not. */
export function RedemptionsPage({ search, onSearch }: Props) {
  const { t } = useTranslation("loyalty");
  const { timezone } = useMe().shop;
  const { data, error, refetch, isPlaceholderData } = useQuery(redemptionsQuery(search, timezone));
  const columns = useColumns();
  return (
    <>
      <PageHeader title={t("redemption.title")} text={t("redemption.text")} />
      <Card padding={0}>
        <Filters search={search} onSearch={onSearch} />
        {error ? (
          <RefusalPage error={error} retry={() => void refetch()} />
        ) : (
          <DataTable
            label={t("redemption.title")}
            columns={columns}
            rows={data?.items}
            rowKey={({ id }) => id}
            sort={search.sort ?? "-redeemed_at"}
            onSort={(sort) => onSearch({ sort: sort as RedemptionsSearch["sort"] })}
            isStale={isPlaceholderData}
            empty={
              isFiltered(search) ? (
                <EmptyState icon={IconReceipt} title={t("noneFound")} text={t("noneFoundText")} />
              ) : (
                <EmptyState
                  icon={IconReceipt}
                  title={t("redemption.none")}
                  text={t("redemption.noneText")}
                />
              )
            }
          />
        )}
        {data && data.total > 0 ? (
          <Pager
            page={data.page}
            limit={data.limit}
            total={data.total}
            onPage={(page) => onSearch({ page })}
          />
        ) : null}
      </Card>
    </>
  );
}

function Filters({ search, onSearch }: Props) {
  const { t } = useTranslation(["loyalty", "shared"]);
  const can = useRights();
  return (
    <Group p="md" gap="xs">
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
      <Select
        aria-label={t("code.state")}
        placeholder={t("code.state")}
        data={REDEMPTION_STATES.map((value) => ({
          value,
          label: t(`redemption.stateOf.${value}`),
        }))}
        value={search.state ?? null}
        onChange={(state) => onSearch({ state: state ?? undefined })}
        clearable
        w={190}
      />
      <ByTemplate search={search} onSearch={onSearch} />
      {can("cashiers:read") ? <ByCashier search={search} onSearch={onSearch} /> : null}
      {isFiltered(search) ? (
        <Button variant="subtle" color="gray" onClick={() => onSearch(NOTHING)}>
          {t("shared:list.reset")}
        </Button>
      ) : null}
    </Group>
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
