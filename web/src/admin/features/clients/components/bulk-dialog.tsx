import { Button, Checkbox, Select, SimpleGrid, Stack, TagsInput, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { TABLE_FORMATS } from "@/shared/components/export-menu";
import { Dialog, DialogActs } from "@/shared/components/dialog";
import { RefusalAlert } from "@/shared/components/refusal";
import { useApiForm } from "@/shared/forms/use-api-form";
import type { Schemas } from "@/shared/http/api";
import { useOrderKey } from "@/shared/http/once";
import { useRights } from "@/shared/session/me";
import { type Action, type Audience, startJob, useForgetBulk } from "../queries/bulk";
import { useTemplates } from "../queries/changes";

export type ActionKind = Action["kind"];

interface Props {
  /** Null while nothing is asked. */
  kind: ActionKind | null;
  audience: Audience;
  count: string | undefined;
  onClose: () => void;
  onStarted: (jobId: number) => void;
}

/** One question before something is done to many people. */
export function BulkDialog({ kind, onClose, ...order }: Props) {
  const { t } = useTranslation("clients");
  return (
    <Dialog
      opened={kind !== null}
      onClose={onClose}
      title={kind ? t(`bulk.action.${kind}`) : null}
      size={kind === "export" ? "lg" : "md"}
    >
      {kind === "export" ? <ExportForm {...order} onClose={onClose} /> : null}
      {kind === "assign_discount" ? <DiscountForm {...order} onClose={onClose} /> : null}
      {kind === "add_tags" || kind === "remove_tags" ? (
        <TagsForm kind={kind} {...order} onClose={onClose} />
      ) : null}
    </Dialog>
  );
}

type FormProps = Omit<Props, "kind">;

/** Sends the order once, and says who it is for. */
function useOrder<Values extends Record<string, unknown>>(
  { audience, onStarted }: FormProps,
  initialValues: Values,
  actionOf: (values: Values) => Action,
) {
  const key = useOrderKey();
  const forget = useForgetBulk();
  return useApiForm({
    initialValues,
    save: (values: Values) => startJob(audience, actionOf(values), key),
    onSaved: async ({ id }) => {
      onStarted(id);
      await forget();
    },
  });
}

interface FrameProps {
  count: string | undefined;
  order: { submit: ReturnType<typeof useApiForm>["submit"]; isSaving: boolean; refusal: Refusal };
  isReady: boolean;
  onClose: () => void;
  children: ReactNode;
}
type Refusal = ReturnType<typeof useApiForm>["refusal"];

function Frame({ count, order, isReady, onClose, children }: FrameProps) {
  const { t } = useTranslation(["clients", "shared"]);
  return (
    <form onSubmit={order.submit} noValidate>
      <Stack>
        <Text size="sm" c="dimmed">
          {t("bulk.concerns", { count: count ?? "…" })}
        </Text>
        <RefusalAlert problem={order.refusal} />
        {children}
        <DialogActs onCancel={onClose}>
          <Button type="submit" loading={order.isSaving} disabled={!isReady}>
            {t("bulk.start")}
          </Button>
        </DialogActs>
      </Stack>
    </form>
  );
}

const MOST_TAGS = 20;

function TagsForm({ kind, ...props }: FormProps & { kind: "add_tags" | "remove_tags" }) {
  const { t } = useTranslation("clients");
  const order = useOrder(props, { tags: [] as string[] }, ({ tags }) => ({ kind, tags }));
  const { form } = order;
  const faults = Object.entries(form.errors).filter(([name]) => name.startsWith("action."));
  return (
    <Frame {...props} order={order} isReady={form.values.tags.length > 0}>
      <TagsInput
        label={t("tags")}
        description={t("edit.tagsHint")}
        maxTags={MOST_TAGS}
        data-autofocus
        acceptValueOnBlur
        {...form.getInputProps("tags")}
        error={faults[0]?.[1]}
      />
    </Frame>
  );
}

function DiscountForm(props: FormProps) {
  const { t } = useTranslation("clients");
  const templates = useTemplates();
  const order = useOrder(
    props,
    { template_id: null as string | null, notify: false },
    ({ template_id, notify }) => ({
      kind: "assign_discount",
      template_id: Number(template_id),
      notify,
    }),
  );
  const { form } = order;
  return (
    <Frame {...props} order={order} isReady={form.values.template_id !== null}>
      <Select
        label={t("discount.template")}
        placeholder={t("issue.choose")}
        data={
          templates.data?.items.map(({ id, name }) => ({ value: String(id), label: name })) ?? []
        }
        nothingFoundMessage={t("issue.noTemplates")}
        searchable
        data-autofocus
        {...form.getInputProps("template_id")}
      />
      <Checkbox
        label={t("bulk.notify")}
        description={t("bulk.notifyHint")}
        {...form.getInputProps("notify", { type: "checkbox" })}
      />
    </Frame>
  );
}

type ExportColumn = Schemas["ExportColumn"];

const COLUMNS: readonly ExportColumn[] = [
  "id",
  "name",
  "first_name",
  "last_name",
  "username",
  "telegram_id",
  "phone",
  "gender",
  "birthday",
  "age",
  "language",
  "is_subscribed",
  "is_blocked",
  "is_blacklisted",
  "has_consent",
  "source",
  "tags",
  "notes",
  "last_active_at",
  "created_at",
];

const USUAL: readonly ExportColumn[] = [
  "id",
  "name",
  "username",
  "phone",
  "birthday",
  "is_subscribed",
  "tags",
  "created_at",
];

interface ExportOrder extends Record<string, unknown> {
  format: Schemas["TableFormat"];
  columns: ExportColumn[];
}

function ExportForm(props: FormProps) {
  const { t } = useTranslation(["clients", "shared"]);
  const can = useRights();
  const mayHave = (column: ExportColumn) => column !== "phone" || can("clients:phones");
  const order = useOrder<ExportOrder>(
    props,
    { format: "xlsx", columns: USUAL.filter(mayHave) },
    ({ format, columns }) => ({ kind: "export", format, columns }),
  );
  const { form } = order;
  return (
    <Frame {...props} order={order} isReady={form.values.columns.length > 0}>
      <Select
        label={t("bulk.format")}
        data={TABLE_FORMATS.map((value) => ({ value, label: t(`shared:table.${value}`) }))}
        allowDeselect={false}
        {...form.getInputProps("format")}
      />
      <Checkbox.Group label={t("bulk.columns")} {...form.getInputProps("columns")}>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt="xs">
          {COLUMNS.filter(mayHave).map((column) => (
            <Checkbox key={column} value={column} label={t(`bulk.column.${column}`)} />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
    </Frame>
  );
}
