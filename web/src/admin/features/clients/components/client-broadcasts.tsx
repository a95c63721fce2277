import { Badge, Text } from "@mantine/core";
import { IconSpeakerphone } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { RowLink } from "@/shared/components/links";
import { Section } from "@/shared/components/section";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import type { Column } from "@/shared/lists/data-table";
import { EndlessTable } from "@/shared/lists/endless-table";
import { useReceived } from "../queries/clients";

type Received = Schemas["ReceivedBroadcast"];

const COLOURS: Partial<Record<Received["status"], string>> = {
  sent: "pine",
  failed: "red",
  blocked: "orange",
  unknown: "yellow",
};

/** Broadcasts that were meant for a person, and what became of each. */
export function ClientBroadcasts({ clientId }: { clientId: number }) {
  const { t } = useTranslation("clients");
  return (
    <Section title={t("letters.title")} isFlush>
      <EndlessTable
        label={t("letters.title")}
        list={useReceived(clientId)}
        columns={useColumns()}
        empty={<EmptyState icon={IconSpeakerphone} title={t("letters.none")} />}
      />
    </Section>
  );
}

function useColumns(): Column<Received>[] {
  const { t } = useTranslation("clients");
  const format = useFormat();
  return [
    {
      id: "title",
      title: t("letters.name"),
      phone: "title",
      cell: ({ broadcast_id, title }) => (
        <RowLink to="/broadcasts/$broadcastId" params={{ broadcastId: broadcast_id }}>
          {title}
        </RowLink>
      ),
    },
    {
      id: "status",
      title: t("letters.status"),
      phone: "line",
      cell: ({ status, clicked_button, recalled_at }) => (
        <>
          <Badge color={COLOURS[status] ?? "gray"} autoContrast>
            {t(`letters.statusOf.${status}`)}
          </Badge>
          <Text size="xs" c="dimmed">
            {[
              clicked_button ? t("letters.clicked", { button: clicked_button }) : null,
              recalled_at ? t("letters.recalled") : null,
            ]
              .filter(Boolean)
              .join(", ")}
          </Text>
        </>
      ),
    },
    {
      id: "when",
      title: t("letters.when"),
      phone: "line",
      align: "end",
      cell: ({ finished_at, created_at }) => (
        <Text size="sm" c="dimmed" span>
          {format.dateTime(finished_at ?? created_at)}
        </Text>
      ),
    },
  ];
}
