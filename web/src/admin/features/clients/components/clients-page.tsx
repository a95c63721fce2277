import { Button, Card, Group, Text } from "@mantine/core";
import { IconUserSearch, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { PageHeader } from "@/shared/components/page-header";
import { RefusalPage } from "@/shared/components/refusal";
import { useFormat } from "@/shared/i18n/format";
import { DataTable } from "@/shared/lists/data-table";
import { Pager } from "@/shared/lists/pager";
import { SavedViews } from "@/shared/lists/saved-views";
import { useRights } from "@/shared/session/me";
import { type ClientsSearch, clientsQuery, filterOf, isFiltered } from "../queries/clients";
import { BulkMenu, useCountInWords } from "./bulk-menu";
import { useClientColumns } from "./client-columns";
import { ClientFilters } from "./client-filters";

interface Props {
  search: ClientsSearch;
  onSearch: (patch: Partial<ClientsSearch>) => void;
  /** Another way of looking at the list, whole. */
  onOpen: (search: ClientsSearch) => void;
}

const NOBODY: ReadonlySet<string | number> = new Set();

export function ClientsPage({ search, onSearch, onOpen }: Props) {
  const { t } = useTranslation("clients");
  const { data, error, refetch, isPlaceholderData } = useQuery(clientsQuery(search));
  const columns = useClientColumns();
  const can = useRights();
  const inWords = useCountInWords();
  const format = useFormat();
  const [chosen, setChosen] = useState<ReadonlySet<string | number>>(NOBODY);
  const mayAct = can("clients:edit") || can("clients:export") || can("discounts:issue");
  const isChosen = chosen.size > 0;
  const shown = search.columns ?? columns.filter((one) => one.isUsual).map((one) => one.id);
  return (
    <>
      <PageHeader title={t("title")} text={t("text")}>
        <SavedViews list="clients" search={search} onOpen={onOpen} />
        {mayAct ? (
          <BulkMenu
            audience={
              isChosen
                ? { kind: "clients", client_ids: [...chosen].map(Number) }
                : { kind: "filter", filter: filterOf(search) }
            }
            count={
              isChosen
                ? format.number(chosen.size)
                : data && inWords(data.total, data.is_total_exact)
            }
            isChosen={isChosen}
          />
        ) : null}
      </PageHeader>
      <Card padding={0}>
        <ClientFilters search={search} onSearch={onSearch} columns={columns} shown={shown} />
        {isChosen ? (
          <Group px="md" pb="xs" gap="xs" role="status">
            <Text size="sm">{t("bulk.chosen", { count: chosen.size })}</Text>
            <Button size="compact-sm" variant="subtle" onClick={() => setChosen(NOBODY)}>
              {t("bulk.unchoose")}
            </Button>
          </Group>
        ) : null}
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
            choice={
              mayAct
                ? {
                    chosen,
                    onChange: setChosen,
                    nameOf: ({ id, full_name }) => full_name || t("nameless", { id }),
                  }
                : undefined
            }
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
