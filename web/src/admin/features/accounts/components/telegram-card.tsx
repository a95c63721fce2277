import { Button, Group, Image, PasswordInput, Stack, Text } from "@mantine/core";
import { IconBrandTelegram } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { RefusalAlert } from "@/shared/components/refusal";
import { Section } from "@/shared/components/section";
import { asProblem } from "@/shared/http/problem";
import type { Me } from "@/shared/session/me";
import { useTelegramLink } from "../queries/profile";
import classes from "./telegram-sign-in.module.css";

/** Ties a Telegram person to the account. It is one more key to it, so it asks for the password. */
export function TelegramCard({ me }: { me: Me }) {
  const { t } = useTranslation("accounts");
  const [password, setPassword] = useState("");
  const link = useTelegramLink();
  return (
    <Section title="Telegram">
      <Stack>
        <Text size="sm" c="dimmed">
          {me.telegram_id
            ? t("profile.telegramLinked", { name: me.telegram_username ?? me.telegram_id })
            : t("profile.telegramText")}
        </Text>
        <RefusalAlert problem={link.error ? asProblem(link.error) : null} />
        {link.data ? (
          <Group align="center" gap="lg">
            <Image
              className={classes["qr"]}
              src={`data:image/png;base64,${link.data.qr_code_base64}`}
              alt={t("telegram.qr")}
              w={140}
              h={140}
            />
            <Stack gap="xs" flex="1 1 180px">
              <Text size="sm">{t("profile.telegramScan")}</Text>
              <Button
                component="a"
                href={link.data.deep_link}
                target="_blank"
                rel="noreferrer"
                variant="light"
              >
                {t("telegram.open")}
              </Button>
            </Stack>
          </Group>
        ) : (
          <Group align="flex-end">
            {me.has_password ? (
              <PasswordInput
                flex="1 1 200px"
                label={t("profile.currentPassword")}
                autoComplete="current-password"
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
              />
            ) : null}
            <Button
              variant="default"
              leftSection={<IconBrandTelegram size={18} stroke={1.7} />}
              loading={link.isPending}
              onClick={() => link.mutate({ current_password: password || null })}
            >
              {t("profile.telegramBegin")}
            </Button>
          </Group>
        )}
      </Stack>
    </Section>
  );
}
