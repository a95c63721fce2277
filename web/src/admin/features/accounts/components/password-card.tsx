import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { RefusalAlert } from "@/shared/components/refusal";
import { Section } from "@/shared/components/section";
import { toastDone } from "@/shared/components/toasts";
import { useApiForm } from "@/shared/forms/use-api-form";
import { changePassword } from "../queries/profile";

export function PasswordCard({ hasPassword }: { hasPassword: boolean }) {
  const { t } = useTranslation("accounts");
  const { form, submit, isSaving, refusal } = useApiForm({
    initialValues: { current_password: "", new_password: "" },
    faults: {
      "accounts.wrong_password": "current_password",
      "accounts.weak_password": "new_password",
    },
    save: ({ current_password, new_password }) =>
      changePassword({ current_password: current_password || null, new_password }),
    onSaved: () => {
      form.reset();
      toastDone(t("profile.passwordChanged"));
    },
  });
  return (
    <Section title={t("profile.passwordTitle")}>
      <form onSubmit={submit}>
        <Stack>
          <RefusalAlert problem={refusal} />
          {hasPassword ? (
            <PasswordInput
              label={t("profile.currentPassword")}
              autoComplete="current-password"
              required
              {...form.getInputProps("current_password")}
            />
          ) : null}
          <PasswordInput
            label={t("newPassword")}
            description={t("passwordRule")}
            autoComplete="new-password"
            required
            {...form.getInputProps("new_password")}
          />
          <Group>
            <Button type="submit" variant="default" loading={isSaving}>
              {t("profile.passwordSubmit")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
