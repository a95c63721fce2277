import { Button, Card, Group, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { PageHeader } from "@/shared/components/page-header";
import { useFormat } from "@/shared/i18n/format";
import { PagedTable } from "@/shared/lists/paged-table";
import { SavedViews } from "@/shared/lists/saved-views";
import type { ListState } from "@/shared/lists/search-params";
import { useRights } from "@/shared/session/me";
import { type ClientsSearch, clientsQuery, filterOf, USUAL_SORT } from "../queries/clients";
import { BulkMenu, useCountInWords } from "./bulk-menu";
import { useClientColumns } from "./client-columns";
import { ClientFilters } from "./client-filters";

interface Props extends ListState<ClientsSearch> {
  /** Another way of looking at the list, whole. */
  onOpen: (search: ClientsSearch) => void;
}

const NOBODY: ReadonlySet<string | number> = new Set();

export function ClientsPage({ search, onSearch, onOpen }: Props) {
  const { t } = useTranslation("clients");
  const list = useQuery(clientsQuery(search));
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
                : list.data && inWords(list.data.total, list.data.is_total_exact)
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
        <PagedTable
          label={t("title")}
          list={list}
          search={search}
          onSearch={onSearch}
          usualSort={USUAL_SORT}
          columns={columns.filter((one) => one.isFixed || shown.includes(one.id))}
          choice={
            mayAct
              ? {
                  chosen,
                  onChange: setChosen,
                  nameOf: ({ id, full_name }) => full_name || t("nameless", { id }),
                }
              : undefined
          }
          empty={<EmptyState icon={IconUsers} title={t("none")} text={t("noneText")} />}
        />
      </Card>
    </>
  );
}
