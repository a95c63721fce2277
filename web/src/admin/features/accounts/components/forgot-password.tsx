import { Button, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconMailForward } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { ButtonLink, TextLink } from "@/shared/components/links";
import { RefusalAlert } from "@/shared/components/refusal";
import { useApiForm } from "@/shared/forms/use-api-form";
import { askForReset } from "../queries/sign-in";

/** The answer is the same whether the address has an account or not. */
export function ForgotPassword() {
  const { t } = useTranslation("accounts");
  const [sentTo, setSentTo] = useState<string | null>(null);
  useDocumentTitle(`${t("forgot.title")} · Dvorik`);
  const { form, submit, isSaving, refusal } = useApiForm({
    initialValues: { email: "" },
    save: askForReset,
    onSaved: (_, { email }) => setSentTo(email),
  });
  if (sentTo) {
    return (
      <EmptyState
        icon={IconMailForward}
        title={t("forgot.sent")}
        text={t("forgot.sentText", { email: sentTo })}
      >
        <ButtonLink to="/login" variant="default" mt="sm">
          {t("backToSignIn")}
        </ButtonLink>
      </EmptyState>
    );
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Title order={1} ta="center">
          {t("forgot.title")}
        </Title>
        <Text size="sm" c="dimmed" ta="center">
          {t("forgot.text")}
        </Text>
        <RefusalAlert problem={refusal} />
        <TextInput
          label={t("email")}
          type="email"
          autoComplete="username"
          required
          autoFocus
          {...form.getInputProps("email")}
        />
        <Button type="submit" size="md" loading={isSaving}>
          {t("forgot.submit")}
        </Button>
        <Text size="sm" ta="center">
          <TextLink to="/login">{t("backToSignIn")}</TextLink>
        </Text>
      </Stack>
    </form>
  );
}
