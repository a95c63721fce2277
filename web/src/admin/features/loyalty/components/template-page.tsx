import { Badge, Grid } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { AskButton } from "@/shared/components/ask-button";
import { BackLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { PagePending } from "@/shared/components/page-pending";
import { RefusalPage } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import type { Schemas } from "@/shared/http/api";
import { digitsOf } from "@/shared/i18n/format";
import { useMe, useRights } from "@/shared/session/me";
import { useForgetLoyalty } from "../queries/forget";
import {
  createTemplate,
  editTemplate,
  templateQuery,
  useDeleteTemplate,
} from "../queries/templates";
import { TemplateForm } from "./template-form";
import { TemplatePreview } from "./template-preview";
import { NEW_TEMPLATE, type TemplateValues, termsOf, valuesOf } from "./template-values";

type Template = Schemas["TemplateView"];

interface Props {
  /** Called when there is nothing more to do here. */
  onLeave: () => void;
}

export function NewTemplatePage({ onLeave }: Props) {
  const { t } = useTranslation("loyalty");
  const digits = digitsOf(useMe().shop.currency);
  const done = useDone(t("template.created"), onLeave);
  const [draft, setDraft] = useState(NEW_TEMPLATE);
  return (
    <>
      <PageHeader title={t("template.new")} back={<Back />} />
      <Sheet draft={draft} digits={digits}>
        <TemplateForm
          initialValues={NEW_TEMPLATE}
          save={(values) => createTemplate(termsOf(values, digits))}
          onSaved={done}
          onDraft={setDraft}
          action={t("template.create")}
        />
      </Sheet>
    </>
  );
}

export function TemplatePage({ templateId, onLeave }: Props & { templateId: number }) {
  const { data: template, error, refetch } = useQuery(templateQuery(templateId));
  const [held, hold] = useState<Template | null>(null);
  if (error) return <RefusalPage error={error} retry={() => void refetch()} />;
  if (!template) return <PagePending />;
  const shown = held ?? template;
  // Another version is another form, unless something was typed: that is saved over what was read.
  return <EditTemplate key={shown.version} template={shown} onHold={hold} onLeave={onLeave} />;
}

interface EditProps extends Props {
  template: Template;
  /** Told what is typed over, null when nothing is. */
  onHold: (template: Template | null) => void;
}

function EditTemplate({ template, onHold, onLeave }: EditProps) {
  const { t } = useTranslation(["loyalty", "shared"]);
  const can = useRights();
  const digits = digitsOf(useMe().shop.currency);
  const queryClient = useQueryClient();
  // What is typed is saved over this.
  const [base, setBase] = useState(template);
  const [initialValues] = useState(() => valuesOf(template, digits));
  const [draft, setDraft] = useState(initialValues);
  const isTyped = JSON.stringify(draft) !== JSON.stringify(initialValues);
  useEffect(() => onHold(isTyped ? template : null), [isTyped, onHold, template]);
  const done = useDone(t("template.saved"), onLeave);
  return (
    <>
      <PageHeader
        title={template.name}
        text={t("template.editText")}
        mark={
          template.is_active ? (
            <Badge>{t("template.stateOf.active")}</Badge>
          ) : (
            <Badge color="gray">{t("template.stateOf.paused")}</Badge>
          )
        }
        back={<Back />}
      >
        {can("templates:manage") ? <Delete template={template} onLeave={onLeave} /> : null}
      </PageHeader>
      <Sheet draft={draft} digits={digits}>
        <TemplateForm
          initialValues={initialValues}
          save={(values) => editTemplate(base, termsOf(values, digits))}
          reread={async () => {
            const now = await queryClient.query({ ...templateQuery(base.id), staleTime: 0 });
            setBase(now);
            return valuesOf(now, digits);
          }}
          onSaved={done}
          onDraft={setDraft}
          action={t("shared:action.save")}
          isReadOnly={!can("templates:manage")}
        />
      </Sheet>
    </>
  );
}

function Sheet(props: { draft: TemplateValues; digits: number; children: React.ReactNode }) {
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7 }}>{props.children}</Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <TemplatePreview terms={termsOf(props.draft, props.digits)} />
      </Grid.Col>
    </Grid>
  );
}

function Back() {
  const { t } = useTranslation("loyalty");
  return <BackLink to="/templates">{t("template.title")}</BackLink>;
}

function Delete({ template, onLeave }: Props & { template: Template }) {
  const { t } = useTranslation("loyalty");
  const remove = useDeleteTemplate();
  return (
    <AskButton
      verb={t("template.delete")}
      title={t("template.deleteTitle", { name: template.name })}
      isDangerous
      act={() => remove.mutateAsync(template.id)}
      done={t("template.deleted")}
      onDone={onLeave}
    >
      {t("template.deleteText")}
    </AskButton>
  );
}

function useDone(message: string, onLeave: () => void) {
  const forget = useForgetLoyalty();
  return async () => {
    onLeave();
    toastDone(message);
    await forget();
  };
}
