import { Alert, Badge, Card, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Fact, Facts } from "@/shared/components/facts";
import { RefusalPage } from "@/shared/components/refusal";
import { useFormat } from "@/shared/i18n/format";
import { botsQuery } from "../queries/telegram";
import { type Bot, isSettled, type Mode } from "../rules/mode";
import { ModeChoice } from "./mode-choice";

/** Who the bots are, whether they work, and how messages reach them. Tokens are never shown. */
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
          <ModeChoice bots={data} />
          {data.items.map((bot) => (
            <OneBot key={bot.bot} bot={bot} mode={data.mode} isServed={data.is_served} />
          ))}
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

function OneBot({ bot, mode, isServed }: { bot: Bot; mode: Mode; isServed: boolean }) {
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
            {t(isServed && !isSettled(bot, mode) ? "bots.switching" : hearingOf(bot))}
          </Fact>
          <Fact name={t("bots.webhook")}>{webhook?.url ?? t("bots.noWebhook")}</Fact>
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
      {bot.state === "works" && bot.hearing?.trouble ? (
        <Alert color="orange" mt="sm" icon={<IconAlertTriangle />}>
          {t(`bots.trouble.${bot.hearing.trouble}`, { words: bot.hearing.words ?? "" })}
        </Alert>
      ) : null}
    </section>
  );
}

const hearingOf = ({ hearing }: Bot) =>
  hearing?.mode ? (`bots.by.${hearing.mode}` as const) : "bots.by.nobody";
