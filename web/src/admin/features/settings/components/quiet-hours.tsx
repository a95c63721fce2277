import { Group, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SettingValue } from "../queries/settings";

interface Props {
  from: SettingValue;
  until: SettingValue;
  onChange: (from: SettingValue, until: SettingValue) => void;
  errors: { from: string | undefined; until: string | undefined };
  isReadOnly: boolean;
}

const USUAL = ["21:00", "09:00"] as const;

/** Both ends or none. */
export function QuietHours({ from, until, onChange, errors, isReadOnly }: Props) {
  const { t } = useTranslation("settings");
  const isOn = from !== null || until !== null;
  return (
    <Stack gap="xs" role="group" aria-label={t("quiet.title")}>
      <Switch
        label={t("quiet.title")}
        description={t("quiet.text")}
        checked={isOn}
        disabled={isReadOnly}
        onChange={(event) =>
          event.currentTarget.checked ? onChange(...USUAL) : onChange(null, null)
        }
      />
      {isOn ? (
        <Group gap="sm" align="flex-start">
          <TextInput
            type="time"
            label={t("quiet.from")}
            value={typeof from === "string" ? from : ""}
            error={errors.from}
            disabled={isReadOnly}
            onChange={(event) => onChange(event.currentTarget.value, until)}
          />
          <TextInput
            type="time"
            label={t("quiet.until")}
            value={typeof until === "string" ? until : ""}
            error={errors.until}
            disabled={isReadOnly}
            onChange={(event) => onChange(from, event.currentTarget.value)}
          />
        </Group>
      ) : (
        <Text size="sm" c="dimmed">
          {t("quiet.off")}
        </Text>
      )}
    </Stack>
  );
}
