import { Button, Card, Group, Select, Text } from "@mantine/core";
import { IconPlus, IconSpeakerphone } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { ButtonLink, RowLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { RefusalPage } from "@/shared/components/refusal";
import { useFormat } from "@/shared/i18n/format";
import { type Column, DataTable } from "@/shared/lists/data-table";
import { Pager } from "@/shared/lists/pager";
import { useRights } from "@/shared/session/me";
import {
  type Broadcast,
  type BroadcastsSearch,
  broadcastsQuery,
  STATUSES,
} from "../queries/broadcasts";
import { StatusBadge } from "./words";

interface Props {
  search: BroadcastsSearch;
  onSearch: (patch: Partial<BroadcastsSearch>) => void;
}

export function BroadcastsPage({ search, onSearch }: Props) {
  const { t } = useTranslation(["messaging", "shared"]);
  const can = useRights();
  const { data, error, refetch, isPlaceholderData } = useQuery(broadcastsQuery(search));
  const columns = useColumns();
  return (
    <>
      <PageHeader title={t("list.title")} text={t("list.text")}>
        {can("broadcasts:edit") ? <NewButton /> : null}
      </PageHeader>
      <Card padding={0}>
        <Group p="sm" gap="xs">
          <Select
            aria-label={t("list.status")}
            placeholder={t("list.status")}
            data={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
            value={search.status ?? null}
            onChange={(status) => onSearch({ status: status ?? undefined })}
            clearable
            w={200}
          />
          {search.status ? (
            <Button variant="subtle" color="gray" onClick={() => onSearch({ status: undefined })}>
              {t("shared:list.reset")}
            </Button>
          ) : null}
        </Group>
        {error ? (
          <RefusalPage error={error} retry={() => void refetch()} />
        ) : (
          <DataTable
            label={t("list.title")}
            columns={columns}
            rows={data?.items}
            rowKey={(broadcast) => broadcast.id}
            isStale={isPlaceholderData}
            empty={
              search.status ? (
                <EmptyState icon={IconSpeakerphone} title={t("list.noneFound")} />
              ) : (
                <EmptyState
                  icon={IconSpeakerphone}
                  title={t("list.none")}
                  text={t("list.noneText")}
                >
                  {can("broadcasts:edit") ? <NewButton /> : null}
                </EmptyState>
              )
            }
          />
        )}
        {data && data.items.length > 0 ? (
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

function NewButton() {
  const { t } = useTranslation("messaging");
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
