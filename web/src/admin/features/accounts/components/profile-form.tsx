import { Button, Group, PasswordInput, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { RefusalAlert } from "@/shared/components/refusal";
import { Section } from "@/shared/components/section";
import { toastDone } from "@/shared/components/toasts";
import { useApiForm } from "@/shared/forms/use-api-form";
import { LANGUAGE_NAMES, LANGUAGES } from "@/shared/i18n/language";
import { speak } from "@/shared/i18n/labels";
import type { Me } from "@/shared/session/me";
import { saveProfile, useShowMe } from "../queries/profile";

export function ProfileForm({ me }: { me: Me }) {
  const { t } = useTranslation(["accounts", "shared"]);
  const show = useShowMe();
  const { form, submit, isSaving, refusal } = useApiForm({
    initialValues: {
      first_name: me.first_name,
      last_name: me.last_name,
      email: me.email ?? "",
      phone: me.phone ?? "",
      language: me.language,
      current_password: "",
    },
    faults: { "accounts.email_taken": "email", "accounts.wrong_password": "current_password" },
    save: ({ last_name, email, phone, current_password, ...values }) =>
      saveProfile({
        ...values,
        last_name: last_name || null,
        email: email || null,
        phone: phone || null,
        current_password: current_password || null,
      }),
    onSaved: async (saved) => {
      show(saved);
      form.setFieldValue("current_password", "");
      await speak(saved.language);
      toastDone(t("profile.saved"));
    },
  });
  const isEmailNew = form.values.email !== (me.email ?? "");
  return (
    <Section title={t("profile.personal")}>
      <form onSubmit={submit}>
        <Stack>
          <RefusalAlert problem={refusal} />
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput label={t("firstName")} required {...form.getInputProps("first_name")} />
            <TextInput label={t("lastName")} {...form.getInputProps("last_name")} />
          </SimpleGrid>
          <TextInput label={t("email")} type="email" {...form.getInputProps("email")} />
          {isEmailNew && me.has_password ? (
            <PasswordInput
              label={t("profile.currentPassword")}
              description={t("profile.emailNeedsPassword")}
              autoComplete="current-password"
              {...form.getInputProps("current_password")}
            />
          ) : null}
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label={t("profile.phone")}
              placeholder={t("profile.phoneHint")}
              type="tel"
              {...form.getInputProps("phone")}
            />
            <Select
              label={t("shared:language")}
              allowDeselect={false}
              data={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
              {...form.getInputProps("language")}
            />
          </SimpleGrid>
          <Group>
            <Button type="submit" loading={isSaving} disabled={!form.isDirty()}>
              {t("shared:action.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
