import { Button, Card, Divider, Fieldset, Group, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { RefusalAlert } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import { useApiForm } from "@/shared/forms/use-api-form";
import { UnsavedGuard } from "@/shared/forms/unsaved-guard";
import type { Schemas } from "@/shared/http/api";
import { editPerson, type Person, useForgetPeople } from "../queries/people";
import {
  NameFields,
  PERSON_FAULTS,
  type PersonValues,
  ReachFields,
  RightsFields,
} from "./person-fields";

interface Props {
  person: Person;
  isReadOnly: boolean;
}

export function PersonForm({ person, isReadOnly }: Props) {
  const { t } = useTranslation(["accounts", "shared"]);
  const forget = useForgetPeople();
  const initialValues = valuesOf(person);
  const { form, submit, isSaving, refusal } = useApiForm({
    initialValues,
    faults: PERSON_FAULTS,
    save: (values: PersonValues) => editPerson(person.id, changesOf(initialValues, values)),
    onSaved: async () => {
      toastDone(t("person.card.saved"));
      await forget();
    },
  });
  return (
    <form onSubmit={submit}>
      <UnsavedGuard isDirty={form.isDirty() && !isSaving} />
      <Card>
        <Fieldset variant="unstyled" disabled={isReadOnly}>
          <Stack>
            <RefusalAlert problem={refusal} />
            <NameFields form={form} />
            <ReachFields form={form} />
            <Divider />
            <RightsFields form={form} present={person.role} />
            {isReadOnly ? null : (
              <Group>
                <Button type="submit" loading={isSaving} disabled={!form.isDirty()}>
                  {t("shared:action.save")}
                </Button>
              </Group>
            )}
          </Stack>
        </Fieldset>
      </Card>
    </form>
  );
}

const valuesOf = (person: Person): PersonValues => ({
  first_name: person.first_name,
  last_name: person.last_name,
  phone: person.phone ?? "",
  language: person.language,
  role: person.role,
  notification_groups: person.notification_groups,
  can_broadcast_from_chat: person.can_broadcast_from_chat,
});

/** Only what was changed here: a colleague may be changing the rest. */
function changesOf(before: PersonValues, values: PersonValues): Schemas["AccountEdit"] {
  const { last_name, phone, ...others } = values;
  const sent: Schemas["AccountEdit"] = {
    ...others,
    last_name: last_name || null,
    phone: phone || null,
  };
  const changed = (Object.keys(values) as (keyof PersonValues)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(values[name]),
  );
  return Object.fromEntries(changed.map((name) => [name, sent[name]]));
}
