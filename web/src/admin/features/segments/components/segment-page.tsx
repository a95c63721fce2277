import { Button, Card, Grid, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { IconCopy, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { BackLink, ButtonLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { RefusalAlert } from "@/shared/components/refusal";
import { Section } from "@/shared/components/section";
import { toastDone } from "@/shared/components/toasts";
import { UnsavedGuard } from "@/shared/forms/unsaved-guard";
import { useApiForm } from "@/shared/forms/use-api-form";
import type { Schemas } from "@/shared/http/api";
import { describeField } from "@/shared/http/describe";
import { asProblem } from "@/shared/http/problem";
import { useRights } from "@/shared/session/me";
import { createSegment, editSegment, useForgetSegments } from "../queries/changes";
import { countQuery, segmentQuery } from "../queries/segments";
import { EVERYBODY, readRule, type Rule } from "../rules/draft";
import { gapsIn } from "../rules/values";
import { Audience, AudienceLine } from "./audience";
import { DeleteSegment } from "./delete-segment";
import { PeoplePreview } from "./people-preview";
import { RuleEditor } from "./rule-editor";

type Segment = Schemas["SegmentView"];

interface Props {
  /** What is edited; none while it is new. */
  segment?: Segment;
  /** What a new one begins as. */
  copied?: Segment | undefined;
  onDeleted?: () => void;
}

const PAUSE_MS = 500;

const valuesOf = (segment: Segment | undefined) => ({
  name: segment?.name ?? "",
  description: segment?.description ?? "",
  rule: segment?.rule ?? EVERYBODY,
});

/** A segment: its name, its rule, and whom that gives right now. */
export function SegmentPage({ segment, copied, onDeleted }: Props) {
  const { t } = useTranslation(["segments", "shared"]);
  const can = useRights();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const forget = useForgetSegments();
  const [isChecked, setIsChecked] = useState(false);
  // What the typing began from: the page may read a newer version meanwhile.
  const [base, setBase] = useState(segment);
  const model = segment ?? copied;
  const { form, submit, isSaving, refusal } = useApiForm({
    initialValues: {
      ...valuesOf(model),
      ...(copied ? { name: t("duplicate.name", { name: copied.name }) } : {}),
    },
    save: (values) => {
      const body = { ...values, description: values.description || null };
      return base ? editSegment(base, body) : createSegment(body);
    },
    reread: async () => {
      const now = await queryClient.query({ ...segmentQuery(base?.id ?? 0), staleTime: 0 });
      setBase(now);
      return valuesOf(now);
    },
    onSaved: async (saved, values) => {
      form.resetDirty(values);
      setBase(saved);
      await forget();
      toastDone(t("saved", { name: saved.name }));
      if (!segment) {
        await navigate({
          to: "/segments/$segmentId",
          params: { segmentId: saved.id },
          replace: true,
          ignoreBlocker: true,
        });
      }
    },
  });
  const rule = form.values.rule;
  const isWhole = gapsIn(readRule(rule)).size === 0;
  const [asked] = useDebouncedValue(rule, PAUSE_MS);
  const isAskedWhole = gapsIn(readRule(asked)).size === 0;
  const errors = { ...useRefusedPlaces(asked, isAskedWhole && asked === rule), ...form.errors };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setIsChecked(true);
        if (isWhole) submit();
      }}
      noValidate
    >
      <PageHeader
        title={segment?.name ?? t("new")}
        back={<BackLink to="/segments">{t("title")}</BackLink>}
      >
        {segment && can("segments:manage") ? (
          <Acts segment={segment} onDeleted={onDeleted} />
        ) : null}
        {can("segments:manage") ? (
          <Button type="submit" loading={isSaving} disabled={!form.isDirty() && !copied}>
            {t("shared:action.save")}
          </Button>
        ) : null}
      </PageHeader>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="lg">
            <RefusalAlert problem={refusal} />
            <Card>
              <Stack>
                <TextInput label={t("name")} required {...form.getInputProps("name")} />
                <Textarea
                  label={t("description")}
                  placeholder={t("descriptionHint")}
                  autosize
                  minRows={1}
                  {...form.getInputProps("description")}
                />
              </Stack>
            </Card>
            <Section title={t("rule")}>
              <RuleEditor
                rule={rule}
                errors={errors}
                isChecked={isChecked}
                segmentId={segment?.id}
                onChange={(changed) => {
                  form.clearErrors();
                  form.setFieldValue("rule", changed);
                }}
              />
            </Section>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="lg">
            <Audience rule={asked} isWhole={isAskedWhole} />
            {can("clients:read") ? <PeoplePreview rule={asked} isWhole={isAskedWhole} /> : null}
          </Stack>
        </Grid.Col>
      </Grid>
      <AudienceLine rule={asked} isWhole={isAskedWhole} />
      {/* Who may not save may still try what a rule would give. */}
      <UnsavedGuard isDirty={form.isDirty() && can("segments:manage")} />
    </form>
  );
}

/** What the count was refused for: said in the tree before anybody saves. */
function useRefusedPlaces(rule: Rule, isAsked: boolean): Record<string, string> {
  const { error } = useQuery({ ...countQuery(rule), enabled: isAsked });
  if (!error || !isAsked) return {};
  return Object.fromEntries(
    asProblem(error).fields.map(({ name, code }) => [name, describeField(code)]),
  );
}

function Acts({ segment, onDeleted }: { segment: Segment; onDeleted: Props["onDeleted"] }) {
  const { t } = useTranslation(["segments", "shared"]);
  const [isDeleting, deleting] = useDisclosure();
  return (
    <Group gap="xs">
      <Button
        variant="default"
        leftSection={<IconTrash size={16} stroke={1.7} />}
        onClick={deleting.open}
      >
        {t("shared:action.delete")}
      </Button>
      <ButtonLink
        variant="default"
        leftSection={<IconCopy size={16} stroke={1.7} />}
        to="/segments/new"
        search={{ from: segment.id }}
      >
        {t("duplicate.action")}
      </ButtonLink>
      <DeleteSegment
        segment={segment}
        opened={isDeleting}
        onClose={deleting.close}
        onDeleted={onDeleted}
      />
    </Group>
  );
}
