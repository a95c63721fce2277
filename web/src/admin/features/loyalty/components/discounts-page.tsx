import { Button, Card, Group, Select } from "@mantine/core";
import { IconTicket, IconTicketOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { RowLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { RefusalPage } from "@/shared/components/refusal";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { type Column, DataTable } from "@/shared/lists/data-table";
import { Pager } from "@/shared/lists/pager";
import { SearchInput } from "@/shared/lists/search-input";
import { useMe } from "@/shared/session/me";
import {
  type DiscountsSearch,
  discountsQuery,
  STATES,
  useTemplateNames,
} from "../queries/discounts";
import { ChoiceByName } from "./choice-by-name";
import { CodeText } from "./code-text";
import { DayRange } from "./day-range";
import { DiscountState, lastMoment, useWorth } from "./discount-marks";

interface Props {
  search: DiscountsSearch;
  onSearch: (patch: Partial<DiscountsSearch>) => void;
}

const NOTHING = {
  code: undefined,
  state: undefined,
  template_id: undefined,
  client_id: undefined,
  campaign_id: undefined,
  issued_from: undefined,
  issued_to: undefined,
  is_test: undefined,
} satisfies Partial<DiscountsSearch>;

const isFiltered = (search: DiscountsSearch) =>
  Object.keys(NOTHING).some((key) => search[key as keyof typeof NOTHING] !== undefined);

/** Every code that was issued. */
export function DiscountsPage({ search, onSearch }: Props) {
  const { t } = useTranslation("loyalty");
  const { data, error, refetch, isPlaceholderData } = useQuery(
    discountsQuery(search, useMe().shop.timezone),
  );
  const columns = useColumns();
  return (
    <>
      <PageHeader title={t("discount.title")} text={t("discount.text")} />
      <Card padding={0}>
        <Filters search={search} onSearch={onSearch} />
        {error ? (
          <RefusalPage error={error} retry={() => void refetch()} />
        ) : (
          <DataTable
            label={t("discount.title")}
            columns={columns}
            rows={data?.items}
            rowKey={({ id }) => id}
            isStale={isPlaceholderData}
            empty={
              isFiltered(search) ? (
                <EmptyState icon={IconTicketOff} title={t("noneFound")} text={t("noneFoundText")} />
              ) : (
                <EmptyState
                  icon={IconTicket}
                  title={t("discount.none")}
                  text={t("discount.noneText")}
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
  const { data: templates } = useTemplateNames();
  return (
    <Group p="md" gap="xs">
      <SearchInput
        label={t("code.code")}
        value={search.code}
        onChange={(code) => onSearch({ code })}
      />
      <Select
        aria-label={t("code.state")}
        placeholder={t("code.state")}
        data={STATES.map((value) => ({ value, label: t(`code.stateOf.${value}`) }))}
        value={search.state ?? null}
        onChange={(state) => onSearch({ state: state ?? undefined })}
        clearable
        w={180}
      />
      <ChoiceByName
        label={t("code.template")}
        choices={templates?.items}
        value={search.template_id}
        onChange={(template_id) => onSearch({ template_id })}
      />
      <DayRange
        from={search.issued_from}
        to={search.issued_to}
        labels={[t("discount.issuedFrom"), t("discount.issuedTo")]}
        onChange={({ from, to }) => onSearch({ issued_from: from, issued_to: to })}
      />
      {isFiltered(search) ? (
        <Button variant="subtle" color="gray" onClick={() => onSearch(NOTHING)}>
          {t("shared:list.reset")}
        </Button>
      ) : null}
    </Group>
  );
}

function useColumns(): Column<Schemas["DiscountRow"]>[] {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  const worth = useWorth();
  return [
    {
      id: "code",
      title: t("code.code"),
      phone: "title",
      cell: ({ id, code }) => (
        <RowLink to="/codes" search={{ code, id }}>
          <CodeText code={code} />
        </RowLink>
      ),
    },
    {
      id: "client",
      title: t("code.client"),
      phone: "line",
      cell: ({ client_name }) => client_name,
    },
    { id: "template", title: t("code.template"), cell: ({ template_name }) => template_name },
    { id: "worth", title: t("code.worth"), align: "end", phone: "line", cell: worth },
    {
      id: "state",
      title: t("code.state"),
      phone: "line",
      cell: ({ state }) => <DiscountState state={state} />,
    },
    {
      id: "issued",
      title: t("code.issued"),
      align: "end",
      cell: ({ issued_at }) => format.date(issued_at),
    },
    {
      id: "until",
      title: t("code.goodUntil"),
      align: "end",
      cell: ({ expires_at }) => format.date(lastMoment(expires_at)),
    },
  ];
}
