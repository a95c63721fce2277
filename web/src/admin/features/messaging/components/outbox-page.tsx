import { Alert, Badge, Button, Card, Stack, Text } from "@mantine/core";
import { IconMailCheck, IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { TextLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { toastWhenDone } from "@/shared/components/toasts";
import { useFormat } from "@/shared/i18n/format";
import { ChoiceFilter } from "@/shared/lists/choice-filter";
import type { Column } from "@/shared/lists/data-table";
import { EndlessTable } from "@/shared/lists/endless-table";
import { FilterRow } from "@/shared/lists/filter-row";
import type { ListState } from "@/shared/lists/search-params";
import {
  CHANNELS,
  type ChannelState,
  channelsQuery,
  type Message,
  type OutboxSearch,
  STATUS_COLOURS,
  STATUSES,
  useMessages,
  useRetryUnsent,
} from "../queries/outbox";
import { OutboxMessage } from "./outbox-message";

/** Single messages and letters: what left, what did not, and why. */
export function OutboxPage({ search, onSearch }: ListState<OutboxSearch>) {
  const { t } = useTranslation("messaging");
  const messages = useMessages(search);
  const { data: channels } = useQuery(channelsQuery);
  const [opened, setOpened] = useState<number | null>(null);
  const rows = messages.data?.pages.flatMap(({ items }) => items);
  return (
    <>
      <PageHeader title={t("outbox.title")} text={t("outbox.text")} />
      <Stack gap="md">
        {channels?.items.map((state) => (
          <ChannelNote key={state.channel} state={state} />
        ))}
        <Card padding={0}>
          <FilterRow search={search} onSearch={onSearch}>
            <ChoiceFilter
              label={t("outbox.status")}
              choices={STATUSES}
              nameOf={(status) => t(`outbox.statusOf.${status}`)}
              value={search.status}
              onChange={(status) => onSearch({ status })}
              width={210}
            />
            <ChoiceFilter
              label={t("outbox.channel")}
              choices={CHANNELS}
              nameOf={(channel) => t(`outbox.channelOf.${channel}`)}
              value={search.channel}
              onChange={(channel) => onSearch({ channel })}
              width={190}
            />
          </FilterRow>
          <EndlessTable
            label={t("outbox.title")}
            list={messages}
            columns={useColumns(setOpened)}
            empty={
              <EmptyState
                icon={IconMailCheck}
                title={t("outbox.none")}
                text={t("outbox.noneText")}
              />
            }
          />
        </Card>
      </Stack>
      <OutboxMessage
        message={rows?.find(({ id }) => id === opened)}
        onClose={() => setOpened(null)}
      />
    </>
  );
}

/** A way out that is not set up is worth a word once somebody was not reached by it. */
function ChannelNote({ state }: { state: ChannelState }) {
  const { t } = useTranslation("messaging");
  const retry = useRetryUnsent();
  const { channel, is_configured } = state;
  const count = state.counts.unsent ?? 0;
  if (count === 0) return null;
  return (
    <Alert
      color="orange"
      icon={<IconPlugConnectedX />}
      title={t(is_configured ? "outbox.readyTitle" : "outbox.missingTitle", {
        channel: t(`outbox.channelOf.${channel}`),
      })}
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          {t("outbox.waiting", { count })}{" "}
          {is_configured ? t("outbox.readyText") : t(`outbox.setUp.${channel}`)}
        </Text>
        {is_configured ? (
          <Button
            size="xs"
            loading={retry.isPending}
            onClick={() =>
              toastWhenDone(retry.mutateAsync(channel), ({ count: sent }) =>
                t("outbox.retriedMany", { count: sent }),
              )
            }
          >
            {t("outbox.sendAll")}
          </Button>
        ) : null}
      </Stack>
    </Alert>
  );
}

function useColumns(onOpen: (id: number) => void): Column<Message>[] {
  const { t } = useTranslation("messaging");
  const format = useFormat();
  return [
    {
      id: "message",
      title: t("outbox.message"),
      phone: "title",
      cell: (message) => (
        <Button
          variant="transparent"
          p={0}
          h="auto"
          maw={420}
          onClick={() => onOpen(message.id)}
          styles={{ label: { whiteSpace: "normal", textAlign: "start" } }}
        >
          <Text span inherit lineClamp={2}>
            {message.subject ?? plain(message.text) ?? t("outbox.secret")}
          </Text>
        </Button>
      ),
    },
    {
      id: "status",
      title: t("outbox.status"),
      phone: "line",
      cell: ({ status }) => (
        <Badge color={STATUS_COLOURS[status]}>{t(`outbox.statusOf.${status}`)}</Badge>
      ),
    },
    {
      id: "recipient",
      title: t("outbox.recipient"),
      phone: "line",
      cell: ({ recipient_name, client_id }) =>
        recipient_name === null ? (
          "—"
        ) : client_id === null ? (
          recipient_name
        ) : (
          <TextLink to="/clients/$clientId" params={{ clientId: client_id }} inherit>
            {recipient_name}
          </TextLink>
        ),
    },
    {
      id: "channel",
      title: t("outbox.channel"),
      cell: ({ channel }) => t(`outbox.channelOf.${channel}`),
    },
    {
      id: "at",
      title: t("outbox.at"),
      align: "end",
      phone: "line",
      cell: ({ created_at }) => format.dateTime(created_at),
    },
  ];
}

/** Telegram's markup says nothing in a line of a list. */
const plain = (text: string | null) => text && text.replaceAll(/<[^>]*>/g, "");
