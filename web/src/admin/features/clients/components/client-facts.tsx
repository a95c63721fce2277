import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Fact, Facts } from "@/shared/components/facts";
import { Section } from "@/shared/components/section";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { LANGUAGE_NAMES } from "@/shared/i18n/language";
import { Tags } from "./client-marks";

export function ClientFacts({ client }: { client: Schemas["UserCard"] }) {
  const { t } = useTranslation("clients");
  const format = useFormat();
  const { birthday, age } = client;
  return (
    <Section title={t("about")}>
      <Stack gap="sm">
        <Facts>
          <Fact name={t("phone")}>{client.is_phone_hidden ? t("phoneHidden") : client.phone}</Fact>
          <Fact name="Telegram">
            {client.username ? `@${client.username}` : client.telegram_id}
          </Fact>
          <Fact name={t("birthday")}>
            {birthday && age != null
              ? t("birthdayAge", { day: format.day(birthday), count: age })
              : birthday && format.day(birthday)}
          </Fact>
          <Fact name={t("gender")}>{t(`genderOf.${client.gender}`)}</Fact>
          <Fact name={t("language")}>{LANGUAGE_NAMES[client.language]}</Fact>
          <Fact name={t("tags")}>
            {client.tags.length > 0 ? <Tags tags={client.tags} /> : null}
          </Fact>
          <Fact name={t("source")}>{client.source}</Fact>
          <Fact name={t("joined")}>{format.dateTime(client.created_at)}</Fact>
          <Fact name={t("lastActive")}>
            {client.last_active_at ? format.ago(client.last_active_at) : null}
          </Fact>
        </Facts>
        {client.notes ? (
          <div>
            <Text size="sm" c="dimmed" mb={4}>
              {t("notes")}
            </Text>
            <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
              {client.notes}
            </Text>
          </div>
        ) : null}
      </Stack>
    </Section>
  );
}
