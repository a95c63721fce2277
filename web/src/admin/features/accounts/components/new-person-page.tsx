import {
  Alert,
  Button,
  Card,
  Checkbox,
  Divider,
  Group,
  SimpleGrid,
  Stack,
  TextInput,
} from "@mantine/core";
import { IconBrandTelegram } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { BackLink, ButtonLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { RefusalAlert } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import { useApiForm } from "@/shared/forms/use-api-form";
import { UnsavedGuard } from "@/shared/forms/unsaved-guard";
import type { Schemas } from "@/shared/http/api";
import { useMe } from "@/shared/session/me";
import { createPerson, useForgetPeople } from "../queries/people";
import { OneTimeLink } from "./one-time-link";
import {
  NameFields,
  PERSON_FAULTS,
  type PersonValues,
  ReachFields,
  RightsFields,
} from "./person-fields";
import { nameOf } from "./person-name";

type Created = Schemas["AccountCreated"];

export function NewPersonPage({ onDone }: { onDone: (accountId: number) => void }) {
  const { t } = useTranslation("accounts");
  const forget = useForgetPeople();
  const [created, setCreated] = useState<Created | null>(null);
  const finish = async (person: Created) => {
    await forget();
    if (person.login_link) return setCreated(person);
    toastDone(t("person.new.done", { name: nameOf(person) }));
    onDone(person.id);
  };
  return (
    <>
      <PageHeader
        title={t("person.new.title")}
        back={<BackLink to="/people">{t("person.title")}</BackLink>}
      />
      {created?.login_link && created.login_link_expires_at ? (
        <Card maw={720} component="section" aria-labelledby="new-person-link">
          <Stack>
            <h2 id="new-person-link">{t("person.new.linkTitle", { name: nameOf(created) })}</h2>
            <OneTimeLink link={created.login_link} until={created.login_link_expires_at} />
            <Group>
              <ButtonLink
                to="/people/$accountId"
                params={{ accountId: created.id }}
                variant="default"
              >
                {t("person.new.card")}
              </ButtonLink>
              <Button variant="subtle" onClick={() => setCreated(null)}>
                {t("person.new.another")}
              </Button>
            </Group>
          </Stack>
        </Card>
      ) : (
        <NewPersonForm onCreated={finish} />
      )}
    </>
  );
}

type NewValues = PersonValues & { email: string; telegram_id: string; with_login_link: boolean };

function NewPersonForm({ onCreated }: { onCreated: (person: Created) => Promise<void> }) {
  const { t } = useTranslation("accounts");
  const { language } = useMe();
  const initialValues: NewValues = {
    first_name: "",
    last_name: "",
    email: "",
    telegram_id: "",
    phone: "",
    language,
    role: "readonly",
    notification_groups: [],
    can_broadcast_from_chat: false,
    with_login_link: true,
  };
  const { form, submit, isSaving, refusal } = useApiForm({
    initialValues,
    faults: {
      ...PERSON_FAULTS,
      "accounts.email_taken": "email",
      "accounts.telegram_taken": "telegram_id",
    },
    save: (values: NewValues) => createPerson(orderOf(values)),
    onSaved: onCreated,
  });
  return (
    <form onSubmit={submit}>
      <UnsavedGuard isDirty={form.isDirty() && !isSaving} />
      <Card maw={720}>
        <Stack>
          <Alert variant="light" color="gray" icon={<IconBrandTelegram />}>
            {t("person.new.text")}
          </Alert>
          <RefusalAlert problem={refusal} />
          <NameFields form={form} />
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label={t("email")}
              description={t("person.new.emailHint")}
              type="email"
              required={!form.values.telegram_id}
              {...form.getInputProps("email")}
            />
            <TextInput
              label={t("person.new.telegramId")}
              description={t("person.new.telegramHint")}
              inputMode="numeric"
              pattern="[0-9]*"
              {...form.getInputProps("telegram_id")}
            />
          </SimpleGrid>
          <ReachFields form={form} />
          <Divider />
          <RightsFields form={form} />
          <Divider />
          <Checkbox
            label={t("person.new.withLink")}
            description={t("person.new.withLinkHint")}
            {...form.getInputProps("with_login_link", { type: "checkbox" })}
          />
          <Group>
            <Button type="submit" loading={isSaving}>
              {t("person.new.submit")}
            </Button>
          </Group>
        </Stack>
      </Card>
    </form>
  );
}

const orderOf = ({ email, telegram_id, last_name, phone, ...values }: NewValues) => ({
  ...values,
  email: email.trim() || null,
  telegram_id: telegram_id ? Number(telegram_id) : null,
  last_name: last_name || null,
  phone: phone || null,
});
