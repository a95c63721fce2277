import { Button, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Dialog, DialogActs } from "@/shared/components/dialog";
import { RefusalAlert } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import { useApiForm } from "@/shared/forms/use-api-form";
import type { Schemas } from "@/shared/http/api";
import { recordConsent, useKeepConsent } from "../queries/consent";

interface Props {
  clientId: number;
  opened: boolean;
  onClose: () => void;
}

/** Writes down what was decided on paper, by phone or over the counter. */
export function RecordConsent({ clientId, opened, onClose }: Props) {
  const { t } = useTranslation("clients");
  return (
    <Dialog opened={opened} onClose={onClose} title={t("consents.record")} size="lg">
      <RecordForm clientId={clientId} onClose={onClose} />
    </Dialog>
  );
}

const DECISIONS = ["granted", "withdrawn", "weekly", "all"] as const;
const TOPICS = ["offers", "birthdays", "reminders"] as const;
const SOURCES = ["paper", "phone", "panel"] as const;

interface Values extends Record<string, unknown> {
  decision: (typeof DECISIONS)[number];
  /** Empty: every topic. */
  topic: (typeof TOPICS)[number] | "";
  source: (typeof SOURCES)[number];
  text: string;
  note: string;
}

/** How often is a decision too, and one about all topics. */
const bodyOf = ({ decision, topic, source, text, note }: Values): Schemas["ConsentEdit"] => ({
  ...(decision === "weekly" || decision === "all"
    ? { decision: "frequency", frequency: decision }
    : { decision, topic: topic || null }),
  source,
  text: text.trim() || null,
  note: note.trim() || null,
});

function RecordForm({ clientId, onClose }: Omit<Props, "opened">) {
  const { t } = useTranslation("clients");
  const keep = useKeepConsent();
  const { form, submit, isSaving, refusal } = useApiForm<Values, Schemas["ConsentHistory"]>({
    initialValues: { decision: "granted", topic: "", source: "paper", text: "", note: "" },
    save: (values) => recordConsent(clientId, bodyOf(values)),
    onSaved: async (history) => {
      await keep(history);
      onClose();
      toastDone(t("consents.done"));
    },
  });
  const { decision } = form.values;
  const isAboutTopics = decision === "granted" || decision === "withdrawn";
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm" c="dimmed">
          {t("consents.recordText")}
        </Text>
        <RefusalAlert problem={refusal} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Select
            label={t("consents.what")}
            data={DECISIONS.map((value) => ({ value, label: t(`consents.choice.${value}`) }))}
            allowDeselect={false}
            data-autofocus
            {...form.getInputProps("decision")}
          />
          {isAboutTopics ? (
            <Select
              label={t("consents.about")}
              data={[
                { value: "", label: t("consents.everything") },
                ...TOPICS.map((value) => ({ value, label: t(`consents.topic.${value}`) })),
              ]}
              allowDeselect={false}
              {...form.getInputProps("topic")}
            />
          ) : null}
          <Select
            label={t("consents.how")}
            data={SOURCES.map((value) => ({ value, label: t(`consents.source.${value}`) }))}
            allowDeselect={false}
            {...form.getInputProps("source")}
          />
          <TextInput
            label={t("consents.note")}
            placeholder={t("consents.noteHint")}
            {...form.getInputProps("note")}
          />
        </SimpleGrid>
        {decision === "withdrawn" ? null : (
          <Textarea
            label={t("consents.text")}
            description={t("consents.textHint")}
            autosize
            minRows={3}
            required
            {...form.getInputProps("text")}
          />
        )}
        <DialogActs onCancel={onClose}>
          <Button type="submit" loading={isSaving}>
            {t("consents.record")}
          </Button>
        </DialogActs>
      </Stack>
    </form>
  );
}
