import { Button, PasswordInput, Stack, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconCircleCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { ButtonLink } from "@/shared/components/links";
import { RefusalAlert } from "@/shared/components/refusal";
import { useApiForm } from "@/shared/forms/use-api-form";
import { resetPassword } from "../queries/sign-in";

/** Where the link of the mail leads. */
export function ResetPassword({ token }: { token: string }) {
  const { t } = useTranslation("accounts");
  const [isDone, setDone] = useState(false);
  useDocumentTitle(`${t("reset.title")} · Dvorik`);
  const { form, submit, isSaving, refusal } = useApiForm({
    initialValues: { new_password: "" },
    faults: { "accounts.weak_password": "new_password" },
    save: ({ new_password }) => resetPassword({ token, new_password }),
    onSaved: () => setDone(true),
  });
  if (isDone) {
    return (
      <EmptyState icon={IconCircleCheck} title={t("reset.done")} text={t("reset.doneText")}>
        <ButtonLink to="/login" mt="sm">
          {t("signIn.title")}
        </ButtonLink>
      </EmptyState>
    );
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Title order={1} ta="center">
          {t("reset.title")}
        </Title>
        <RefusalAlert problem={refusal} />
        <PasswordInput
          label={t("newPassword")}
          description={t("passwordRule")}
          autoComplete="new-password"
          required
          autoFocus
          {...form.getInputProps("new_password")}
        />
        <Button type="submit" size="md" loading={isSaving}>
          {t("reset.submit")}
        </Button>
      </Stack>
    </form>
  );
}
