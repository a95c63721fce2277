import { Badge, Box, Checkbox, Group, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ExportMenu } from "@/shared/components/export-menu";
import { EmptyState } from "@/shared/components/empty-state";
import { RowLink } from "@/shared/components/links";
import { Section } from "@/shared/components/section";
import { saveFile } from "@/shared/files";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { ChoiceFilter } from "@/shared/lists/choice-filter";
import type { Column } from "@/shared/lists/data-table";
import { EndlessTable } from "@/shared/lists/endless-table";
import type { ListState } from "@/shared/lists/search-params";
import { useRights } from "@/shared/session/me";
import {
  type BroadcastSearch,
  DELIVERY_STATUSES,
  recipientsFile,
  type RecipientsSearch,
  useRecipients,
} from "../queries/broadcasts";
import { useReason } from "./words";

interface Props extends ListState<BroadcastSearch> {
  broadcastId: number;
}

type Recipient = Schemas["RecipientView"];
const FLAGS = ["is_clicked", "is_redeemed", "is_recalled"] as const;

/** What became of it, person by person. */
export function Recipients({ broadcastId, search, onSearch }: Props) {
  const { t } = useTranslation("messaging");
  const can = useRights();
  const { status, is_clicked, is_redeemed, is_recalled } = search;
  const filters = { status, is_clicked, is_redeemed, is_recalled };
  return (
    <Section
      title={t("recipients.title")}
      aside={can("clients:export") ? <Export broadcastId={broadcastId} filters={filters} /> : null}
      isFlush
    >
      <Group px="lg" pb="sm" gap="md">
        <ChoiceFilter
          label={t("recipients.status")}
          choices={DELIVERY_STATUSES}
          nameOf={(one) => t(`delivery.${one}`)}
          value={status}
          onChange={(chosen) => onSearch({ status: chosen })}
          width={190}
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
      <EndlessTable
        label={t("recipients.title")}
        list={useRecipients(broadcastId, filters)}
        columns={useColumns()}
        empty={<EmptyState icon={IconUsers} title={t("recipients.none")} />}
      />
    </Section>
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
        <Box miw={one.reason ? { sm: 104 } : undefined}>
          <Badge color={COLORS[one.status] ?? "gray"} autoContrast>
            {t(`delivery.${one.status}`)}
          </Badge>
          {one.reason ? (
            <Text size="xs" c="dimmed">
              {reason(one.reason)}
            </Text>
          ) : null}
          <Afterwards recipient={one} />
        </Box>
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
