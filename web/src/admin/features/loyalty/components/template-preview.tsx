import { Card, Stack, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/shared/http/api";
import { previewQuery } from "../queries/templates";
import { TelegramText } from "./telegram-text";
import classes from "./template-preview.module.css";

const PAUSE_MS = 300;

/** What the client and the cashier will read, as the bots would say it now. */
export function TemplatePreview({ terms }: { terms: Schemas["TemplateCreate"] }) {
  const { t, i18n } = useTranslation("loyalty");
  const [settled] = useDebouncedValue(terms, PAUSE_MS);
  const { data } = useQuery({
    ...previewQuery(settled, i18n.language),
    enabled: isWhole(settled),
  });
  return (
    <Card component="section" aria-labelledby="template-preview" className={classes["card"]}>
      <Title order={2} id="template-preview" mb="md">
        {t("template.preview.title")}
      </Title>
      {data ? (
        <Stack gap="md">
          {(["client", "cashier"] as const).map((who) => (
            <div key={who} role="group" aria-label={t(`template.preview.${who}`)}>
              <Text size="sm" c="dimmed" mb={4}>
                {t(`template.preview.${who}`)}
              </Text>
              <div className={classes["bubble"]}>
                <TelegramText html={data[who]} />
              </div>
            </div>
          ))}
        </Stack>
      ) : (
        <Text size="sm" c="dimmed">
          {t("template.preview.waiting")}
        </Text>
      )}
    </Card>
  );
}

/** Whether there is enough to show; while a field is empty the last words stay. */
const isWhole = ({ name, duration_days, usage_limit, recurrence }: Schemas["TemplateCreate"]) =>
  name !== "" && duration_days > 0 && usage_limit !== 0 && recurrence?.value !== 0;
