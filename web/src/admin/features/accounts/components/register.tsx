import { Button, PasswordInput, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconHourglass } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useState } from "react";
import { EmptyState } from "@/shared/components/empty-state";
import { ButtonLink, TextLink } from "@/shared/components/links";
import { RefusalAlert } from "@/shared/components/refusal";
import { useApiForm } from "@/shared/forms/use-api-form";
import { register, signIn, useBeginSession } from "../queries/sign-in";

/** Ask for an account. The first one of a shop is its owner and goes straight in. */
export function Register({ onSignedIn }: { onSignedIn: () => void }) {
  const { t } = useTranslation("accounts");
  const begin = useBeginSession();
  const [isWaiting, setWaiting] = useState(false);
  useDocumentTitle(`${t("register.title")} · Dvorik`);
  const { form, submit, isSaving, refusal } = useApiForm({
    initialValues: { email: "", password: "", first_name: "", last_name: "" },
    faults: { "accounts.weak_password": "password" },
    save: async ({ last_name, ...values }) => {
      const { status } = await register({ ...values, last_name: last_name || null });
      return status === "active"
        ? signIn({ email: values.email, password: values.password })
        : null;
    },
    onSaved: (session) => {
      if (!session) return setWaiting(true);
      begin(session);
      onSignedIn();
    },
  });
  if (isWaiting) {
    return (
      <EmptyState
        icon={IconHourglass}
        title={t("register.waiting")}
        text={t("register.waitingText")}
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
          {t("register.title")}
        </Title>
        <RefusalAlert problem={refusal} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            label={t("firstName")}
            autoComplete="given-name"
            required
            autoFocus
            {...form.getInputProps("first_name")}
          />
          <TextInput
            label={t("lastName")}
            autoComplete="family-name"
            {...form.getInputProps("last_name")}
          />
        </SimpleGrid>
        <TextInput
          label={t("email")}
          type="email"
          autoComplete="username"
          required
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label={t("password")}
          description={t("passwordRule")}
          autoComplete="new-password"
          required
          {...form.getInputProps("password")}
        />
        <Button type="submit" size="md" loading={isSaving}>
          {t("register.submit")}
        </Button>
        <Text size="sm" ta="center">
          <TextLink to="/login">{t("backToSignIn")}</TextLink>
        </Text>
      </Stack>
    </form>
  );
}
