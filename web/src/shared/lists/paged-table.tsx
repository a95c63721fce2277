import { IconFilterOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { RefusalPage } from "@/shared/components/refusal";
import { DataTable, type TableProps } from "./data-table";
import { Pager } from "./pager";
import { filtersIn } from "./search-params";

export interface Page<Row> {
  items: readonly Row[];
  page: number;
  limit: number;
  total: number;
  is_total_exact?: boolean;
}

/** What is being asked of the API, as `useQuery` tells of it. */
export interface Asked<Answer> {
  data: Answer | undefined;
  error: unknown;
  refetch: () => unknown;
  isPlaceholderData?: boolean;
}

interface Props<Row, Sort extends string> extends Pick<
  TableProps<Row>,
  "label" | "columns" | "choice" | "empty"
> {
  list: Asked<Page<Row>>;
  search: { page?: number | undefined; sort?: Sort | undefined };
  onSearch: (patch: { page?: number; sort?: Sort }) => void;
  /** How rows are sorted unless the address says otherwise. Left out, nothing sorts them. */
  usualSort?: Sort;
}

/** A list by pages, whatever became of asking for it. `empty` is what stands there without filters. */
export function PagedTable<Row extends { id: number }, Sort extends string>(
  props: Props<Row, Sort>,
) {
  const { list, search, onSearch, usualSort, empty, ...table } = props;
  const { data, error, refetch } = list;
  if (error) return <RefusalPage error={error} retry={() => void refetch()} />;
  return (
    <>
      <DataTable
        {...table}
        rows={data?.items}
        rowKey={({ id }) => id}
        sort={search.sort ?? usualSort}
        onSort={usualSort ? (sort) => onSearch({ sort: sort as Sort }) : undefined}
        isStale={list.isPlaceholderData}
        empty={filtersIn(search).length > 0 ? <NothingFound /> : empty}
      />
      {data && data.total > 0 ? (
        <Pager
          page={data.page}
          limit={data.limit}
          total={data.total}
          isExact={data.is_total_exact}
          onPage={(page) => onSearch({ page })}
        />
      ) : null}
    </>
  );
}

function NothingFound() {
  const { t } = useTranslation();
  return (
    <EmptyState icon={IconFilterOff} title={t("list.noneFound")} text={t("list.noneFoundText")} />
  );
}
