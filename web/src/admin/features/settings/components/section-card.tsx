import { Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { RefusalAlert } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import { useApiForm } from "@/shared/forms/use-api-form";
import { useRights } from "@/shared/session/me";
import { changeSettings, type Setting, useForgetSettings } from "../queries/settings";
import { changesOf, type Section, type Values, valuesOf } from "../rules/sections";
import { QuietHours } from "./quiet-hours";
import { SettingField } from "./setting-field";

interface Props {
  section: Section;
  settings: readonly Setting[];
  onDirty: (section: Section, isDirty: boolean) => void;
  /** Above the fields; may put values into them. */
  children?: (put: (key: string, value: Setting["value"]) => void) => ReactNode;
}

/** A few settings that belong together, saved by themselves. */
export function SectionCard({ section, settings, onDirty, children }: Props) {
  const { t } = useTranslation(["settings", "shared"]);
  const isReadOnly = !useRights()("settings:edit");
  const forget = useForgetSettings();
  const saved = valuesOf(settings);
  // The form holds what was typed and nothing else: what others change meanwhile shows through.
  const { form, submit, isSaving, refusal } = useApiForm<Values, unknown>({
    initialValues: {},
    save: (typed) => changeSettings(changesOf(saved, typed)),
    onSaved: async () => {
      await forget();
      form.reset();
      toastDone(t("saved"));
    },
  });
  const values = { ...saved, ...form.getValues() };
  const isDirty = Object.keys(changesOf(saved, values)).length > 0;
  useEffect(() => onDirty(section, isDirty), [onDirty, section, isDirty]);
  const put = (key: string, value: Setting["value"]) => {
    form.setFieldValue(key, value);
    form.clearFieldError(key);
  };
  const errorOf = (key: string) => form.errors[key] as string | undefined;
  return (
    <Card
      component="section"
      id={section}
      aria-labelledby={`${section}-title`}
      style={{ scrollMarginTop: 72 }}
    >
      <form onSubmit={submit} noValidate>
        <Title order={2} id={`${section}-title`}>
          {t(`section.${section}.title`)}
        </Title>
        <Text size="sm" c="dimmed" mt={2} mb="md">
          {t(`section.${section}.text`)}
        </Text>
        <Stack gap="md">
          {children?.(put)}
          <RefusalAlert problem={refusal} />
          {settings.map((setting) => {
            const { key } = setting;
            if (key === "quiet_until") return null;
            if (key === "quiet_from") {
              return (
                <QuietHours
                  key={key}
                  from={values["quiet_from"] ?? null}
                  until={values["quiet_until"] ?? null}
                  errors={{ from: errorOf("quiet_from"), until: errorOf("quiet_until") }}
                  isReadOnly={isReadOnly}
                  onChange={(from, until) => {
                    put("quiet_from", from);
                    put("quiet_until", until);
                  }}
                />
              );
            }
            return (
              <SettingField
                key={key}
                setting={setting}
                value={values[key] ?? null}
                onChange={(value) => put(key, value)}
                error={errorOf(key)}
                isReadOnly={isReadOnly}
              />
            );
          })}
          {isDirty || isSaving ? (
            <Group gap="xs">
              <Button type="submit" loading={isSaving}>
                {t("shared:action.save")}
              </Button>
              <Button variant="default" onClick={() => form.reset()}>
                {t("discard")}
              </Button>
            </Group>
          ) : null}
        </Stack>
      </form>
    </Card>
  );
}
