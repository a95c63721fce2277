import { Badge, Button, Card, Checkbox, Group, Select, Text, Title } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ExportMenu } from "@/shared/components/export-menu";
import { EmptyState } from "@/shared/components/empty-state";
import { RowLink } from "@/shared/components/links";
import { RefusalPage } from "@/shared/components/refusal";
import { saveFile } from "@/shared/files";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { type Column, DataTable } from "@/shared/lists/data-table";
import { useRights } from "@/shared/session/me";
import {
  type BroadcastSearch,
  DELIVERY_STATUSES,
  recipientsFile,
  recipientsPage,
  type RecipientsSearch,
} from "../queries/broadcasts";
import { useReason } from "./words";

interface Props {
  broadcastId: number;
  search: BroadcastSearch;
  onSearch: (patch: Partial<BroadcastSearch>) => void;
}

type Recipient = Schemas["RecipientView"];
const FLAGS = ["is_clicked", "is_redeemed", "is_recalled"] as const;
const LOOK_AGAIN_MS = 10_000;

/** What became of it, person by person. */
export function Recipients({ broadcastId, search, onSearch }: Props) {
  const { t } = useTranslation("messaging");
  const can = useRights();
  const { status, is_clicked, is_redeemed, is_recalled } = search;
  const filters = { status, is_clicked, is_redeemed, is_recalled };
  const list = useInfiniteQuery({
    queryKey: ["get", "/api/v1/broadcasts/{broadcast_id}/recipients", broadcastId, filters],
    queryFn: ({ pageParam }) => recipientsPage(broadcastId, filters, pageParam),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next_before_id,
    refetchInterval: LOOK_AGAIN_MS,
  });
  const columns = useColumns();
  return (
    <Card padding={0}>
      <Group p="md" gap="xs" justify="space-between">
        <Title order={2}>{t("recipients.title")}</Title>
        {can("clients:export") ? <Export broadcastId={broadcastId} filters={filters} /> : null}
      </Group>
      <Group px="md" pb="sm" gap="md">
        <Select
          aria-label={t("recipients.status")}
          placeholder={t("recipients.status")}
          data={DELIVERY_STATUSES.map((value) => ({ value, label: t(`delivery.${value}`) }))}
          value={search.status ?? null}
          onChange={(status) => onSearch({ status: status ?? undefined })}
          clearable
          w={190}
        />
        {FLAGS.map((flag) => (
          <Checkbox
            key={flag}
            size="sm"
            label={t(`recipients.${flag}`)}
            checked={search[flag] ?? false}
            onChange={(event) => onSearch({ [flag]: event.currentTarget.checked || undefined })}
          />
        ))}
      </Group>
      {list.error ? (
        <RefusalPage error={list.error} retry={() => void list.refetch()} />
      ) : (
        <DataTable
          label={t("recipients.title")}
          columns={columns}
          rows={list.data?.pages.flatMap(({ items }) => items)}
          rowKey={(recipient) => recipient.id}
          empty={<EmptyState icon={IconUsers} title={t("recipients.none")} />}
        />
      )}
      {list.hasNextPage ? (
        <Group justify="center" p="md">
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t("recipients.more")}
          </Button>
        </Group>
      ) : null}
    </Card>
  );
}

function Export({ broadcastId, filters }: { broadcastId: number; filters: RecipientsSearch }) {
  const { t } = useTranslation("messaging");
  const exporting = useMutation({
    mutationFn: (format: Schemas["TableFormat"]) => recipientsFile(broadcastId, filters, format),
    onSuccess: (file, format) =>
      saveFile(file, `broadcast-${broadcastId}.${format === "xlsx" ? "xlsx" : "csv"}`),
  });
  return (
    <ExportMenu
      label={t("recipients.export")}
      isBusy={exporting.isPending}
      onExport={(format) => exporting.mutate(format)}
    />
  );
}

/** What was done to the message since, or can still be done. */
function Afterwards({ recipient }: { recipient: Recipient }) {
  const { t } = useTranslation("messaging");
  const format = useFormat();
  const { edited_at, recalled_at, recall_until } = recipient;
  const [now] = useState(() => Date.now());
  const lines = [
    edited_at ? t("recipients.edited", { time: format.dateTime(edited_at) }) : null,
    recalled_at ? t("recipients.recalled", { time: format.dateTime(recalled_at) }) : null,
    recall_until && new Date(recall_until).getTime() > now
      ? t("recipients.recallUntil", { time: format.dateTime(recall_until) })
      : null,
  ].filter((line) => line !== null);
  return lines.map((line) => (
    <Text key={line} size="xs" c="dimmed">
      {line}
    </Text>
  ));
}

const COLORS: Partial<Record<Recipient["status"], string>> = {
  sent: "pine",
  failed: "red",
  blocked: "orange",
  unknown: "yellow",
};

function useColumns(): Column<Recipient>[] {
  const { t } = useTranslation("messaging");
  const format = useFormat();
  const reason = useReason();
  return [
    {
      id: "name",
      title: t("recipients.name"),
      phone: "title",
      cell: ({ client_id, name }) => (
        <RowLink to="/clients/$clientId" params={{ clientId: client_id }}>
          {name || `№ ${client_id}`}
        </RowLink>
      ),
    },
    {
      id: "status",
      title: t("recipients.status"),
      phone: "line",
      cell: (one) => (
        <>
          <Badge color={COLORS[one.status] ?? "gray"} autoContrast>
            {t(`delivery.${one.status}`)}
          </Badge>
          {one.reason ? (
            <Text size="xs" c="dimmed">
              {reason(one.reason)}
            </Text>
          ) : null}
          <Afterwards recipient={one} />
        </>
      ),
    },
    {
      id: "clicked",
      title: t("recipients.is_clicked"),
      cell: ({ clicked_button }) => clicked_button ?? "—",
    },
    {
      id: "bill",
      title: t("results.bill"),
      align: "end",
      cell: ({ redemptions, bill_minor }) => (redemptions > 0 ? format.money(bill_minor) : "—"),
    },
    {
      id: "finished",
      title: t("recipients.finished"),
      phone: "line",
      align: "end",
      cell: ({ finished_at }) => (
        <Text size="sm" c="dimmed" span>
          {finished_at ? format.dateTime(finished_at) : "—"}
        </Text>
      ),
    },
  ];
}
