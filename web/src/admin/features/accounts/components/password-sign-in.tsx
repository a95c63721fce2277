import { Button, Group, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { TextLink } from "@/shared/components/links";
import { RefusalAlert } from "@/shared/components/refusal";
import { useApiForm } from "@/shared/forms/use-api-form";
import type { Schemas } from "@/shared/http/api";
import { signIn } from "../queries/sign-in";

export function PasswordSignIn({ onDone }: { onDone: (session: Schemas["SessionView"]) => void }) {
  const { t } = useTranslation("accounts");
  const { form, submit, isSaving, refusal } = useApiForm({
    initialValues: { email: "", password: "" },
    save: signIn,
    onSaved: onDone,
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <RefusalAlert problem={refusal} />
        <TextInput
          label={t("email")}
          type="email"
          autoComplete="username"
          required
          autoFocus
          {...form.getInputProps("email")}
        />
        <Stack gap={6}>
          <PasswordInput
            label={t("password")}
            autoComplete="current-password"
            required
            {...form.getInputProps("password")}
          />
          <Group justify="flex-end">
            <TextLink to="/forgot-password" size="sm">
              {t("forgot.link")}
            </TextLink>
          </Group>
        </Stack>
        <Button type="submit" size="md" loading={isSaving}>
          {t("signIn.submit")}
        </Button>
      </Stack>
    </form>
  );
}
