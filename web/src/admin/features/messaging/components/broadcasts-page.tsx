import { Card, Group, Text } from "@mantine/core";
import { IconPlus, IconSpeakerphone } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { ButtonLink, RowLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { useFormat } from "@/shared/i18n/format";
import { ChoiceFilter } from "@/shared/lists/choice-filter";
import type { Column } from "@/shared/lists/data-table";
import { FilterRow } from "@/shared/lists/filter-row";
import { PagedTable } from "@/shared/lists/paged-table";
import type { ListState } from "@/shared/lists/search-params";
import { useRights } from "@/shared/session/me";
import {
  type Broadcast,
  type BroadcastsSearch,
  broadcastsQuery,
  STATUSES,
} from "../queries/broadcasts";
import { StatusBadge } from "./words";

export function BroadcastsPage({ search, onSearch }: ListState<BroadcastsSearch>) {
  const { t } = useTranslation("messaging");
  const list = useQuery(broadcastsQuery(search));
  return (
    <>
      <PageHeader title={t("list.title")} text={t("list.text")}>
        <NewButton />
      </PageHeader>
      <Card padding={0}>
        <FilterRow search={search} onSearch={onSearch}>
          <ChoiceFilter
            label={t("list.status")}
            choices={STATUSES}
            nameOf={(status) => t(`status.${status}`)}
            value={search.status}
            onChange={(status) => onSearch({ status })}
            width={200}
          />
        </FilterRow>
        <PagedTable
          label={t("list.title")}
          list={list}
          search={search}
          onSearch={onSearch}
          columns={useColumns()}
          empty={
            <EmptyState icon={IconSpeakerphone} title={t("list.none")} text={t("list.noneText")}>
              <NewButton />
            </EmptyState>
          }
        />
      </Card>
    </>
  );
}

function NewButton() {
  const { t } = useTranslation("messaging");
  const can = useRights();
  if (!can("broadcasts:edit")) return null;
  return (
    <ButtonLink to="/broadcasts/new" leftSection={<IconPlus size={17} stroke={1.8} />}>
      {t("composer.new")}
    </ButtonLink>
  );
}

function useColumns(): Column<Broadcast>[] {
  const { t } = useTranslation("messaging");
  const format = useFormat();
  const moment = ({ started_at, scheduled_at, updated_at }: Broadcast) =>
    started_at ?? scheduled_at ?? updated_at;
  return [
    {
      id: "title",
      title: t("composer.title"),
      phone: "title",
      cell: (broadcast) => (
        <RowLink to="/broadcasts/$broadcastId" params={{ broadcastId: broadcast.id }}>
          {broadcast.title}
        </RowLink>
      ),
    },
    {
      id: "status",
      title: t("list.status"),
      phone: "line",
      cell: (broadcast) => (
        <Group gap={6}>
          <StatusBadge status={broadcast.status} />
          {broadcast.is_test ? (
            <Text size="xs" c="dimmed">
              {t("list.isTest")}
            </Text>
          ) : null}
        </Group>
      ),
    },
    {
      id: "audience",
      title: t("audience.title"),
      cell: ({ audience }) => t(`audience.of.${audience.kind}`),
    },
    {
      id: "moment",
      title: t("list.moment"),
      phone: "line",
      align: "end",
      cell: (broadcast) => (
        <Text size="sm" c="dimmed" span>
          {format.dateTime(moment(broadcast))}
        </Text>
      ),
    },
  ];
}
