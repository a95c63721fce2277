import { Alert, Badge, Button, Card, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Confirm } from "@/shared/components/confirm";
import { Fact, Facts } from "@/shared/components/facts";
import { RefusalPage } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { useRights } from "@/shared/session/me";
import { type Bot, botsQuery, useDeleteWebhook, useSetWebhook } from "../queries/telegram";

type Bots = Schemas["BotList"];

/** Who the bots are, whether they work, and how updates reach them. Tokens are never shown. */
export function BotsCard() {
  const { t } = useTranslation("integrations");
  const { data, error, refetch } = useQuery(botsQuery);
  return (
    <Card
      component="section"
      id="bots"
      aria-labelledby="bots-title"
      style={{ scrollMarginTop: 72 }}
    >
      <Title order={2} id="bots-title">
        {t("bots.title")}
      </Title>
      <Text size="sm" c="dimmed" mt={2} mb="md">
        {t("bots.text")}
      </Text>
      {error ? (
        <RefusalPage error={error} retry={() => void refetch()} />
      ) : data ? (
        <Stack gap="lg">
          {data.is_served || data.items.every(({ state }) => state === "no_token") ? null : (
            <Alert color="orange" icon={<IconAlertTriangle />}>
              {t("bots.notServed")}
            </Alert>
          )}
          {data.items.map((bot) => (
            <OneBot key={bot.bot} bot={bot} bots={data} />
          ))}
          <Text size="sm" c="dimmed">
            {t(`bots.modeText.${data.mode}`)}
          </Text>
        </Stack>
      ) : (
        <Skeleton height={180} />
      )}
    </Card>
  );
}

const COLORS: Record<Bot["state"], string> = {
  works: "pine",
  no_token: "gray",
  refused: "red",
  away: "orange",
};

function OneBot({ bot, bots }: { bot: Bot; bots: Bots }) {
  const { t } = useTranslation("integrations");
  const { webhook } = bot;
  const format = useFormat();
  return (
    <section aria-label={t(`bots.which.${bot.bot}`)}>
      <Group gap="xs" mb={6}>
        <Text fw={600}>{t(`bots.which.${bot.bot}`)}</Text>
        <Badge color={COLORS[bot.state]} autoContrast>
          {t(`bots.state.${bot.state}`)}
        </Badge>
      </Group>
      {bot.state === "works" ? (
        <Facts>
          <Fact name={t("bots.who")}>
            {bot.name} · @{bot.username}
          </Fact>
          <Fact name={t("bots.updates")}>
            {webhook?.state === "set" ? t("bots.byWebhook") : t("bots.byPolling")}
          </Fact>
          {webhook?.url ? <Fact name={t("bots.address")}>{webhook.url}</Fact> : null}
          {webhook?.waiting_updates ? (
            <Fact name={t("bots.waiting")}>{format.number(webhook.waiting_updates)}</Fact>
          ) : null}
          {webhook?.last_error ? (
            <Fact name={t("bots.lastError")}>
              {webhook.last_error}
              {webhook.last_error_at ? ` (${format.ago(webhook.last_error_at)})` : ""}
            </Fact>
          ) : null}
        </Facts>
      ) : (
        <Text size="sm" c="dimmed">
          {t(`bots.help.${bot.state}`, { variable: bot.variable })}
          {bot.trouble ? ` Telegram: ${bot.trouble}.` : ""}
        </Text>
      )}
      <WebhookButtons bot={bot} bots={bots} />
    </section>
  );
}

/** While the bots fetch updates themselves a webhook would only be in their way. */
function WebhookButtons({ bot, bots }: { bot: Bot; bots: Bots }) {
  const { t } = useTranslation("integrations");
  const can = useRights();
  const set = useSetWebhook();
  const remove = useDeleteWebhook();
  const [isAsking, asking] = useDisclosure();
  if (!can("system:manage") || !bot.webhook) return null;
  const isSet = bot.webhook.state === "set";
  if (bots.mode === "polling" && !isSet) return null;
  return (
    <Group gap="xs" mt="sm">
      {bots.mode === "webhook" ? (
        <Button
          size="compact-md"
          variant="default"
          loading={set.isPending}
          onClick={() => set.mutate(bot.bot, { onSuccess: () => toastDone(t("bots.setDone")) })}
        >
          {t(isSet ? "bots.setAgain" : "bots.set")}
        </Button>
      ) : null}
      {isSet ? (
        <Button size="compact-md" variant="default" onClick={asking.open}>
          {t("bots.remove")}
        </Button>
      ) : null}
      <Confirm
        opened={isAsking}
        title={t("bots.removeTitle")}
        confirm={t("bots.removeConfirm")}
        isDangerous
        isBusy={remove.isPending}
        onConfirm={() =>
          remove.mutate(bot.bot, {
            onSuccess: () => toastDone(t("bots.removeDone")),
            onSettled: asking.close,
          })
        }
        onClose={asking.close}
      >
        {t(bots.mode === "webhook" ? "bots.removeText" : "bots.removeTextPolling")}
      </Confirm>
    </Group>
  );
}
