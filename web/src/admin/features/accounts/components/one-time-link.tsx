import { Alert, Button, CopyButton, Group, Stack, TextInput } from "@mantine/core";
import { IconCheck, IconCopy, IconKey } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";

interface Props {
  link: string;
  until: string;
}

/** Whoever holds it is that person, and nobody will see it again. */
export function OneTimeLink({ link, until }: Props) {
  const { t } = useTranslation(["accounts", "shared"]);
  const format = useFormat();
  return (
    <Stack gap="sm">
      <Alert color="orange" icon={<IconKey />}>
        {t("person.link.text", { until: format.dateTime(until) })}
      </Alert>
      <Group align="flex-end" gap="xs">
        <TextInput
          label={t("person.link.label")}
          value={link}
          readOnly
          flex="1 1 220px"
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton value={link}>
          {({ copied, copy }) => (
            <Button
              onClick={copy}
              leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            >
              {copied ? t("shared:action.copied") : t("person.link.copy")}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Stack>
  );
}
