import { Button, Group, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type ChangeEvent, type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { TextLink } from "@/shared/components/links";
import { RefusalAlert } from "@/shared/components/refusal";
import { fieldErrors } from "@/shared/forms/field-errors";
import type { Schemas } from "@/shared/http/api";
import { asProblem } from "@/shared/http/problem";
import { signIn } from "../queries/sign-in";

/** Without the library of forms: two fields are no reason to load it before anything is seen. */
export function PasswordSignIn({ onDone }: { onDone: (session: Schemas["SessionView"]) => void }) {
  const { t } = useTranslation("accounts");
  const [typed, setTyped] = useState({ email: "", password: "" });
  const signing = useMutation({ mutationFn: signIn, meta: { isShown: true }, onSuccess: onDone });
  const problem = signing.error ? asProblem(signing.error) : null;
  const faults = problem ? fieldErrors(problem, {}, typed) : {};
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    signing.mutate(typed);
  };
  const field = (name: keyof typeof typed) => ({
    value: typed[name],
    error: faults[name],
    onChange: (event: ChangeEvent<HTMLInputElement>) =>
      setTyped({ ...typed, [name]: event.currentTarget.value }),
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <RefusalAlert problem={Object.keys(faults).length > 0 ? null : problem} />
        <TextInput
          label={t("email")}
          type="email"
          autoComplete="username"
          required
          autoFocus
          {...field("email")}
        />
        <Stack gap={6}>
          <PasswordInput
            label={t("password")}
            autoComplete="current-password"
            required
            {...field("password")}
          />
          <Group justify="flex-end">
            <TextLink to="/forgot-password" size="sm">
              {t("forgot.link")}
            </TextLink>
          </Group>
        </Stack>
        <Button type="submit" size="md" loading={signing.isPending}>
          {t("signIn.submit")}
        </Button>
      </Stack>
    </form>
  );
}
