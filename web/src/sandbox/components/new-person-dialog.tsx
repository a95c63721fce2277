import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/shared/components/dialog";
import { currentLanguage, LANGUAGE_NAMES, LANGUAGES } from "@/shared/i18n/language";
import { control } from "../queries/control";
import { townQuery } from "../queries/town";
import type { Person } from "../queries/types";

interface Props {
  opened: boolean;
  onClose: () => void;
  onCreated: (person: Person) => void;
  tell: (text: string) => void;
}

export function NewPersonDialog(props: Props) {
  const { t } = useTranslation("sandbox");
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t("person.add")}>
      <NewPersonForm {...props} />
    </Dialog>
  );
}

function NewPersonForm({ onClose, onCreated, tell }: Props) {
  const { t } = useTranslation(["sandbox", "shared"]);
  const queryClient = useQueryClient();
  const [fields, setFields] = useState({
    first_name: "",
    last_name: "",
    phone_number: "",
    language_code: currentLanguage(),
  });
  const creating = useMutation({
    mutationFn: () => control.createPerson(fields),
    onSuccess: async (person) => {
      await queryClient.invalidateQueries({ queryKey: townQuery.queryKey });
      onCreated(person);
      onClose();
    },
    onError: (error) => tell(error.message),
  });
  const set = (name: keyof typeof fields) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setFields((before) => ({ ...before, [name]: value }));
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        creating.mutate();
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={t("person.firstName")}
          value={fields.first_name}
          onChange={set("first_name")}
          required
          maxLength={64}
          autoComplete="off"
          data-autofocus
        />
        <TextInput
          label={t("person.lastName")}
          value={fields.last_name}
          onChange={set("last_name")}
          maxLength={64}
          autoComplete="off"
        />
        <TextInput
          label={t("person.phone")}
          value={fields.phone_number}
          onChange={set("phone_number")}
          type="tel"
          placeholder="+79140000000"
          autoComplete="off"
        />
        <Select
          label={t("person.language")}
          value={fields.language_code}
          onChange={(code) => setFields({ ...fields, language_code: code ?? "ru" })}
          data={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
          allowDeselect={false}
        />
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onClose}>
            {t("shared:action.cancel")}
          </Button>
          <Button type="submit" loading={creating.isPending}>
            {t("shared:action.add")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
