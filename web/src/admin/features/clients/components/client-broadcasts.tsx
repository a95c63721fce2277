import { Badge, Button, Card, Group, Text, Title } from "@mantine/core";
import { IconSpeakerphone } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { RowLink } from "@/shared/components/links";
import { RefusalAlert } from "@/shared/components/refusal";
import type { Schemas } from "@/shared/http/api";
import { asProblem } from "@/shared/http/problem";
import { useFormat } from "@/shared/i18n/format";
import { type Column, DataTable } from "@/shared/lists/data-table";
import { broadcastsPage } from "../queries/clients";

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
  const columns = useColumns();
  const list = useInfiniteQuery({
    queryKey: ["get", "/api/v1/users/{user_id}/broadcasts", clientId],
    queryFn: ({ pageParam }) => broadcastsPage(clientId, pageParam),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next_before_id,
  });
  return (
    <Card component="section" padding={0} aria-labelledby="client-broadcasts">
      <Title order={2} id="client-broadcasts" px="lg" pt="lg" pb="xs">
        {t("letters.title")}
      </Title>
      {list.error ? (
        <RefusalAlert problem={asProblem(list.error)} />
      ) : (
        <DataTable
          label={t("letters.title")}
          columns={columns}
          rows={list.data?.pages.flatMap(({ items }) => items)}
          rowKey={({ id }) => id}
          empty={<EmptyState icon={IconSpeakerphone} title={t("letters.none")} />}
        />
      )}
      {list.hasNextPage ? (
        <Group justify="center" p="sm">
          <Button
            variant="default"
            size="xs"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t("letters.more")}
          </Button>
        </Group>
      ) : null}
    </Card>
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
