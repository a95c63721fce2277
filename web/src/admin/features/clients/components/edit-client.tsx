import {
  Button,
  Checkbox,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogActs } from "@/shared/components/dialog";
import { RefusalAlert } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import { useApiForm } from "@/shared/forms/use-api-form";
import type { Schemas } from "@/shared/http/api";
import { LANGUAGE_NAMES, LANGUAGES } from "@/shared/i18n/language";
import { useRights } from "@/shared/session/me";
import { editClient, useForgetClients } from "../queries/changes";
import { clientQuery } from "../queries/clients";

type Client = Schemas["UserDetails"];

interface Props {
  client: Client;
  opened: boolean;
  onClose: () => void;
}

export function EditClient({ client, opened, onClose }: Props) {
  const { t } = useTranslation("clients");
  return (
    <Dialog opened={opened} onClose={onClose} title={t("edit.title")} size="lg">
      <EditForm client={client} onClose={onClose} />
    </Dialog>
  );
}

const GENDERS = ["unknown", "female", "male"] as const;

const valuesOf = (client: Client) => ({
  first_name: client.first_name ?? "",
  last_name: client.last_name ?? "",
  phone: client.phone ?? "",
  birthday: client.birthday ?? "",
  gender: client.gender,
  language: client.language,
  tags: client.tags,
  notes: client.notes,
  is_blacklisted: client.is_blacklisted,
});

function EditForm({ client, onClose }: Omit<Props, "opened">) {
  const { t } = useTranslation(["clients", "shared"]);
  const can = useRights();
  const forget = useForgetClients();
  // The page may read a newer card meanwhile; what is typed is saved over what was read here.
  const [read, setRead] = useState(client);
  const queryClient = useQueryClient();
  const { form, submit, isSaving, refusal } = useApiForm({
    initialValues: valuesOf(client),
    faults: { "clients.phone_taken": "phone", "clients.bad_phone": "phone" },
    save: ({ phone, ...values }) =>
      editClient(read, {
        ...values,
        first_name: values.first_name || null,
        last_name: values.last_name || null,
        birthday: values.birthday || null,
        notes: values.notes || null,
        // Who may not see phones must not empty one either.
        ...(can("clients:phones") ? { phone: phone || null } : {}),
      }),
    reread: async () => {
      const now = await queryClient.query({ ...clientQuery(read.id), staleTime: 0 });
      setRead(now);
      return valuesOf(now);
    },
    onSaved: async () => {
      await forget();
      onClose();
      toastDone(t("edit.done"));
    },
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <RefusalAlert problem={refusal} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label={t("firstName")} {...form.getInputProps("first_name")} />
          <TextInput label={t("lastName")} {...form.getInputProps("last_name")} />
          {can("clients:phones") ? (
            <TextInput label={t("phone")} type="tel" {...form.getInputProps("phone")} />
          ) : null}
          <TextInput label={t("birthday")} type="date" {...form.getInputProps("birthday")} />
          <Select
            label={t("gender")}
            data={GENDERS.map((value) => ({ value, label: t(`genderOf.${value}`) }))}
            allowDeselect={false}
            {...form.getInputProps("gender")}
          />
          <Select
            label={t("language")}
            data={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
            allowDeselect={false}
            {...form.getInputProps("language")}
          />
        </SimpleGrid>
        <TagsInput
          label={t("tags")}
          description={t("edit.tagsHint")}
          maxTags={20}
          {...form.getInputProps("tags")}
        />
        <Textarea label={t("notes")} autosize minRows={3} {...form.getInputProps("notes")} />
        <Checkbox
          label={t("edit.blacklist")}
          description={t("edit.blacklistHint")}
          {...form.getInputProps("is_blacklisted", { type: "checkbox" })}
        />
        <DialogActs onCancel={onClose}>
          <Button type="submit" loading={isSaving} disabled={!form.isDirty()}>
            {t("shared:action.save")}
          </Button>
        </DialogActs>
      </Stack>
    </form>
  );
}
