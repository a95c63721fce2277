import { Card } from "@mantine/core";
import { IconTicket } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { RowLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { ChoiceFilter } from "@/shared/lists/choice-filter";
import type { Column } from "@/shared/lists/data-table";
import { FilterRow } from "@/shared/lists/filter-row";
import { PagedTable } from "@/shared/lists/paged-table";
import { SearchInput } from "@/shared/lists/search-input";
import type { ListState } from "@/shared/lists/search-params";
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

type Props = ListState<DiscountsSearch>;

/** Every code that was issued. */
export function DiscountsPage({ search, onSearch }: Props) {
  const { t } = useTranslation("loyalty");
  const list = useQuery(discountsQuery(search, useMe().shop.timezone));
  return (
    <>
      <PageHeader title={t("discount.title")} text={t("discount.text")} />
      <Card padding={0}>
        <Filters search={search} onSearch={onSearch} />
        <PagedTable
          label={t("discount.title")}
          list={list}
          search={search}
          onSearch={onSearch}
          columns={useColumns()}
          empty={
            <EmptyState
              icon={IconTicket}
              title={t("discount.none")}
              text={t("discount.noneText")}
            />
          }
        />
      </Card>
    </>
  );
}

function Filters({ search, onSearch }: Props) {
  const { t } = useTranslation("loyalty");
  const { data: templates } = useTemplateNames();
  return (
    <FilterRow search={search} onSearch={onSearch}>
      <SearchInput
        label={t("code.code")}
        value={search.code}
        onChange={(code) => onSearch({ code })}
      />
      <ChoiceFilter
        label={t("code.state")}
        choices={STATES}
        nameOf={(state) => t(`code.stateOf.${state}`)}
        value={search.state}
        onChange={(state) => onSearch({ state })}
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
    </FilterRow>
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
