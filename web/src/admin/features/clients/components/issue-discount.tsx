import { Button, Select, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Dialog, DialogActs } from "@/shared/components/dialog";
import { RefusalAlert } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import { useApiForm } from "@/shared/forms/use-api-form";
import type { Schemas } from "@/shared/http/api";
import { useOrderKey } from "@/shared/http/once";
import { asProblem } from "@/shared/http/problem";
import { issueDiscount, useForgetClients, useTemplates } from "../queries/changes";

interface Props {
  client: Schemas["UserDetails"];
  opened: boolean;
  onClose: () => void;
}

/** Gives a person a code by hand. */
export function IssueDiscount({ client, opened, onClose }: Props) {
  const { t } = useTranslation("clients");
  return (
    <Dialog opened={opened} onClose={onClose} title={t("issue.title")}>
      <IssueForm client={client} onClose={onClose} />
    </Dialog>
  );
}

function IssueForm({ client, onClose }: Omit<Props, "opened">) {
  const { t } = useTranslation("clients");
  const templates = useTemplates();
  const forget = useForgetClients();
  const key = useOrderKey();
  const { form, submit, isSaving, refusal } = useApiForm({
    initialValues: { template_id: null as string | null },
    save: ({ template_id }) =>
      issueDiscount({ client_id: client.id, template_id: Number(template_id) }, key),
    onSaved: async ({ code }) => {
      await forget();
      onClose();
      toastDone(t("issue.done", { code }));
    },
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm" c="dimmed">
          {t("issue.text", { name: client.full_name })}
        </Text>
        <RefusalAlert problem={refusal ?? (templates.error ? asProblem(templates.error) : null)} />
        <Select
          label={t("discount.template")}
          placeholder={t("issue.choose")}
          data={
            templates.data?.items.map(({ id, name }) => ({ value: String(id), label: name })) ?? []
          }
          nothingFoundMessage={t("issue.noTemplates")}
          searchable
          required
          data-autofocus
          {...form.getInputProps("template_id")}
        />
        <DialogActs onCancel={onClose}>
          <Button type="submit" loading={isSaving} disabled={!form.values.template_id}>
            {t("issue.action")}
          </Button>
        </DialogActs>
      </Stack>
    </form>
  );
}
