import { Checkbox, Select, SimpleGrid, Stack, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ApiForm } from "@/shared/forms/use-api-form";
import type { Schemas } from "@/shared/http/api";
import { LANGUAGE_NAMES, LANGUAGES } from "@/shared/i18n/language";
import { NOTICE_GROUPS } from "../queries/people";
import { rolesQuery } from "../queries/roles";

/** What a new person and an old one have in common. */
export type PersonValues = {
  first_name: string;
  last_name: string;
  phone: string;
  language: Schemas["Language"];
  role: Schemas["RoleName"];
  notification_groups: Schemas["NotificationGroup"][];
  can_broadcast_from_chat: boolean;
};

/** Refusals that are about one field of these. */
export const PERSON_FAULTS = {
  "accounts.higher_role": "role",
  "accounts.cannot_grant": "role",
  "accounts.last_owner": "role",
} as const;

type Form = Pick<ApiForm<PersonValues>["form"], "getInputProps" | "values">;

export function NameFields({ form }: { form: Form }) {
  const { t } = useTranslation("accounts");
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <TextInput label={t("firstName")} required {...form.getInputProps("first_name")} />
      <TextInput label={t("lastName")} {...form.getInputProps("last_name")} />
    </SimpleGrid>
  );
}

export function ReachFields({ form }: { form: Form }) {
  const { t } = useTranslation(["accounts", "shared"]);
  return (
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
  );
}

/** `present`: the role the person has, offered even to who could not give it. */
export function RightsFields({ form, present }: { form: Form; present?: string }) {
  const { t } = useTranslation("accounts");
  const { data: roles = [] } = useQuery(rolesQuery);
  const isOwner = form.values.role === "owner";
  return (
    <Stack>
      <Select
        label={t("person.role")}
        description={t("person.card.roleText")}
        allowDeselect={false}
        maw={320}
        data={roles
          .filter(({ name, is_assignable }) => is_assignable || name === present)
          .map(({ name }) => ({ value: name, label: t(`role.name.${name}`) }))}
        {...form.getInputProps("role")}
      />
      {isOwner ? null : (
        <Checkbox.Group
          label={t("person.groups")}
          description={t("person.card.groupsText")}
          {...form.getInputProps("notification_groups")}
        >
          <Stack gap="xs" mt="xs">
            {NOTICE_GROUPS.map((group) => (
              <Checkbox
                key={group}
                value={group}
                label={t(`person.groupOf.${group}`)}
                description={t(`person.groupHint.${group}`)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      <Switch
        label={t("person.chat")}
        description={t("person.card.chatHint")}
        {...form.getInputProps("can_broadcast_from_chat", { type: "checkbox" })}
      />
    </Stack>
  );
}
