import { Alert, Button, Group, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { useRights } from "@/shared/session/me";
import { type Channel, channelQuery, findChannel } from "../queries/telegram";

interface Props {
  /** Takes what was found into the fields of the settings. */
  onFound: (channel: { id: number; username: string | null }) => void;
}

/** Whether the bot can tell who is subscribed; finds a channel's number by its name. */
export function ChannelCheck({ onFound }: Props) {
  const { t } = useTranslation("integrations");
  const can = useRights();
  const { data } = useQuery(channelQuery);
  const [name, setName] = useState("");
  const finding = useMutation({
    mutationFn: findChannel,
    onSuccess: ({ id, username }) => {
      if (typeof id === "number") onFound({ id, username: username ?? null });
    },
  });
  const found = finding.data;
  return (
    <div role="group" aria-label={t("channel.title")}>
      {data ? <ChannelState channel={data} /> : null}
      {can("settings:edit") ? (
        <>
          <Group gap="xs" mt="sm" align="flex-end">
            <TextInput
              label={t("channel.find")}
              description={t("channel.findText")}
              placeholder="@channel"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault();
                finding.mutate(name.trim());
              }}
              flex="1 1 220px"
              maw={320}
            />
            <Button
              variant="default"
              loading={finding.isPending}
              disabled={name.trim() === ""}
              onClick={() => finding.mutate(name.trim())}
            >
              {t("channel.look")}
            </Button>
          </Group>
          {found ? (
            <div role="status">
              <Text size="sm" mt="xs" c={found.state === "readable" ? "pine" : "orange"}>
                {found.state === "readable"
                  ? t("channel.found", { title: found.title })
                  : t(`channel.state.${found.state}`)}
              </Text>
            </div>
          ) : null}
        </>
      ) : null}
    </div>
  );
}

function ChannelState({ channel }: { channel: Channel }) {
  const { t } = useTranslation("integrations");
  const format = useFormat();
  if (channel.state === "readable") {
    return (
      <Alert color="pine" icon={<IconCircleCheck />} title={channel.title}>
        {t("channel.state.readable")}{" "}
        {typeof channel.subscribers === "number"
          ? t("channel.subscribers", {
              count: channel.subscribers,
              shown: format.number(channel.subscribers),
            })
          : null}
      </Alert>
    );
  }
  const isQuiet = channel.state === "not_set";
  return (
    <Alert
      color={isQuiet ? "gray" : "orange"}
      icon={isQuiet ? <IconInfoCircle /> : <IconAlertTriangle />}
      title={channel.title ?? undefined}
    >
      {t(`channel.state.${channel.state}`)}
      {channel.trouble ? ` Telegram: ${channel.trouble}.` : ""}
    </Alert>
  );
}
