import { Card } from "@mantine/core";
import { IconUserSearch, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { PageHeader } from "@/shared/components/page-header";
import { RefusalPage } from "@/shared/components/refusal";
import { DataTable } from "@/shared/lists/data-table";
import { Pager } from "@/shared/lists/pager";
import { type ClientsSearch, clientsQuery, isFiltered } from "../queries/clients";
import { useClientColumns } from "./client-columns";
import { ClientFilters } from "./client-filters";

interface Props {
  search: ClientsSearch;
  onSearch: (patch: Partial<ClientsSearch>) => void;
}

export function ClientsPage({ search, onSearch }: Props) {
  const { t } = useTranslation("clients");
  const { data, error, refetch, isPlaceholderData } = useQuery(clientsQuery(search));
  const columns = useClientColumns();
  const shown = search.columns ?? columns.filter((one) => one.isUsual).map((one) => one.id);
  return (
    <>
      <PageHeader title={t("title")} text={t("text")} />
      <Card padding={0}>
        <ClientFilters search={search} onSearch={onSearch} columns={columns} shown={shown} />
        {error ? (
          <RefusalPage error={error} retry={() => void refetch()} />
        ) : (
          <DataTable
            label={t("title")}
            columns={columns.filter((one) => one.isFixed || shown.includes(one.id))}
            rows={data?.items}
            rowKey={(client) => client.id}
            sort={search.sort ?? "-created_at"}
            onSort={(sort) => onSearch({ sort: sort as ClientsSearch["sort"] })}
            isStale={isPlaceholderData}
            empty={<NoClients hasFilters={isFiltered(search)} />}
          />
        )}
        {data && data.items.length > 0 ? (
          <Pager
            page={data.page}
            limit={data.limit}
            total={data.total}
            isExact={data.is_total_exact}
            onPage={(page) => onSearch({ page })}
          />
        ) : null}
      </Card>
    </>
  );
}

function NoClients({ hasFilters }: { hasFilters: boolean }) {
  const { t } = useTranslation("clients");
  return hasFilters ? (
    <EmptyState icon={IconUserSearch} title={t("noneFound")} text={t("noneFoundText")} />
  ) : (
    <EmptyState icon={IconUsers} title={t("none")} text={t("noneText")} />
  );
}
