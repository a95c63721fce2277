import { Button, Group, Image, Skeleton, Stack, Text } from "@mantine/core";
import { useTimeout } from "@mantine/hooks";
import { IconBrandTelegram } from "@tabler/icons-react";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { RefusalPage } from "@/shared/components/refusal";
import type { Schemas } from "@/shared/http/api";
import { useTelegramSignIn, useTelegramStatus, type Begun } from "../queries/telegram";
import classes from "./telegram-sign-in.module.css";

interface Props {
  onDone: (session: Schemas["SessionView"]) => void;
}

/** A QR to open the bot with, and the number to press there. Pressing Start alone signs nobody in. */
export function TelegramSignIn({ onDone }: Props) {
  const begun = useTelegramSignIn();
  if (begun.isError) return <RefusalPage error={begun.error} retry={() => void begun.refetch()} />;
  if (!begun.data || begun.isRefetching) return <Skeleton height={320} aria-busy="true" />;
  return (
    <Waiting
      key={begun.data.auth_code}
      begun={begun.data}
      again={() => void begun.refetch()}
      onDone={onDone}
    />
  );
}

function Waiting({ begun, again, onDone }: Props & { begun: Begun; again: () => void }) {
  const { t } = useTranslation("accounts");
  const [isOver, setOver] = useState(false);
  // A little early: asked too late, the API no longer knows the code.
  useTimeout(() => setOver(true), (begun.expires_in - 5) * 1000, { autoInvoke: true });
  const { data, isError } = useTelegramStatus(begun, isOver);
  const done = useEffectEvent(onDone);
  useEffect(() => {
    if (data?.session) done(data.session);
  }, [data?.session]);
  const status = isOver || isError ? "expired" : (data?.status ?? "pending");
  if (status !== "pending" && status !== "completed") {
    return (
      <Stack align="center" py="xl" role="status">
        <Text ta="center">{t(`telegram.${status}`)}</Text>
        <Button variant="default" onClick={again}>
          {t("telegram.again")}
        </Button>
      </Stack>
    );
  }
  return (
    <Stack align="center" gap="md">
      <Image
        className={classes["qr"]}
        src={`data:image/png;base64,${begun.qr_code_base64}`}
        alt={t("telegram.qr")}
        w={196}
        h={196}
      />
      <Button
        component="a"
        href={begun.deep_link}
        target="_blank"
        rel="noreferrer"
        variant="light"
        leftSection={<IconBrandTelegram size={18} stroke={1.7} />}
      >
        {t("telegram.open")}
      </Button>
      <Group className={classes["number"]} gap="md" wrap="nowrap">
        <Text size="sm">{t("telegram.number")}</Text>
        <strong>{begun.number}</strong>
      </Group>
      <Text size="xs" c="dimmed" ta="center">
        {t("telegram.warning")}
      </Text>
    </Stack>
  );
}
