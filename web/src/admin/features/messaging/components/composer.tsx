import {
  Alert,
  Button,
  Card,
  Group,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { IconCalendarTime, IconSend } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { PageHeader } from "@/shared/components/page-header";
import { RefusalAlert } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import { orderKey } from "@/shared/http/once";
import { useRights } from "@/shared/session/me";
import type { Broadcast, BroadcastSearch } from "../queries/broadcasts";
import { templatesQuery } from "../queries/broadcasts";
import { testBroadcast } from "../queries/changes";
import { buttonFaults, type Draft } from "../rules/draft";
import { AudienceEditor } from "./audience-editor";
import { ButtonsEditor } from "./buttons-editor";
import classes from "./composer.module.css";
import { MediaEditor } from "./media-editor";
import { MessageEditor } from "./message-editor";
import { MessagePreview } from "./message-preview";
import { Reach } from "./reach";
import { RemoveDraft } from "./remove-draft";
import type { RuleSlot } from "./rule-slot";
import { ScheduleDialog } from "./schedule-dialog";
import { SendDialog } from "./send-dialog";
import { useComposer } from "./use-composer";
import { CAPTION_LIMIT, Fault, TEXT_LIMIT } from "./words";

const TOPICS = ["offers", "birthdays", "reminders"] as const;

interface Props {
  /** Null for one that the API does not know yet. */
  broadcast: Broadcast | null;
  ask: BroadcastSearch["ask"];
  /** Shows a broadcast, or another question about it. */
  onShow: (broadcastId: number, ask?: BroadcastSearch["ask"]) => void;
  onList: () => void;
  ruleEditor: RuleSlot;
  back: ReactNode;
}

/** Writes a message to many, shows it as they will see it, and sends it. */
export function Composer({ broadcast, ask, onShow, onList, ruleEditor, back }: Props) {
  const { t } = useTranslation(["messaging", "shared"]);
  const can = useRights();
  const composer = useComposer(broadcast);
  const { draft, change, errors, save } = composer;
  // Another look at the same fields when everything typed was thrown away.
  const [edition, setEdition] = useState(0);
  const testing = useMutation({
    mutationFn: async () => {
      const view = await save();
      if (!view) return;
      if (!broadcast) onShow(view.id);
      await testBroadcast(view.id, orderKey());
      toastDone(t("test.done"));
    },
  });
  const keepAnd = async (next?: BroadcastSearch["ask"]) => {
    const view = await save();
    if (!view) return;
    if (!next) toastDone(t("composer.saved"));
    if (next || !broadcast) onShow(view.id, next);
  };
  const hasCodes = draft.template_id !== null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void keepAnd();
      }}
      noValidate
    >
      <PageHeader
        title={broadcast ? broadcast.title : t("composer.new")}
        text={
          composer.isChanged
            ? t("composer.keptHere")
            : broadcast
              ? t("composer.isSaved")
              : t("composer.text")
        }
        back={back}
      >
        {broadcast ? (
          <RemoveDraft
            broadcast={broadcast}
            onDone={() => {
              composer.forget();
              onList();
            }}
          />
        ) : null}
        <Button type="submit" variant="default" loading={composer.isSaving}>
          {t("composer.save")}
        </Button>
      </PageHeader>
      <div className={classes["sides"]} key={edition}>
        <Stack>
          {composer.isRestored ? (
            <Alert color="yellow" role="status">
              <Group justify="space-between" gap="xs">
                <Text size="sm">{t("composer.restored")}</Text>
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => {
                    composer.discard();
                    setEdition((old) => old + 1);
                  }}
                >
                  {t("composer.discard")}
                </Button>
              </Group>
            </Alert>
          ) : null}
          <RefusalAlert problem={composer.refusal} />
          <Card>
            <Stack>
              <TextInput
                label={t("composer.title")}
                description={t("composer.titleHint")}
                required
                value={draft.title}
                error={errors["title"]}
                onChange={(event) => change({ title: event.currentTarget.value })}
                data-autofocus
              />
              <MessageEditor
                label={t("text.label")}
                value={draft.text}
                onChange={(text) => change({ text })}
                limit={draft.media_ids.length > 0 ? CAPTION_LIMIT : TEXT_LIMIT}
                hasCodes={hasCodes}
                error={errors["text"]}
              />
              <MediaEditor ids={draft.media_ids} onChange={(media_ids) => change({ media_ids })} />
              <Fault text={errors["media_ids"]} />
              <ButtonsEditor
                buttons={draft.buttons}
                onChange={(buttons) => change({ buttons })}
                hasCodes={hasCodes}
                errors={buttonFaults(errors)}
              />
              <Fault text={errors["buttons"]} />
            </Stack>
          </Card>
          <Card>
            <Stack>
              <Title order={2}>{t("audience.title")}</Title>
              <AudienceEditor
                draft={draft}
                onChange={change}
                error={errors["audience"]}
                places={composer.places}
                ruleEditor={ruleEditor}
              />
              <Reach draft={draft} />
            </Stack>
          </Card>
          <Options draft={draft} onChange={change} error={errors["template_id"]} />
        </Stack>
        <div className={classes["aside"]}>
          <MessagePreview draft={draft} />
        </div>
        {can("broadcasts:send") ? (
          <Group justify="flex-end" gap="xs" className={classes["acts"]}>
            <Button variant="subtle" loading={testing.isPending} onClick={() => testing.mutate()}>
              {t("test.action")}
            </Button>
            <Button
              variant="default"
              leftSection={<IconCalendarTime size={17} stroke={1.7} />}
              onClick={() => void keepAnd("schedule")}
            >
              {t("schedule.action")}
            </Button>
            <Button
              leftSection={<IconSend size={17} stroke={1.7} />}
              loading={composer.isSaving}
              onClick={() => void keepAnd("send")}
            >
              {t("send.action")}
            </Button>
          </Group>
        ) : null}
      </div>
      {broadcast ? (
        <>
          <SendDialog
            broadcast={broadcast}
            opened={ask === "send"}
            onClose={() => onShow(broadcast.id)}
          />
          <ScheduleDialog
            broadcast={broadcast}
            opened={ask === "schedule"}
            onClose={() => onShow(broadcast.id)}
          />
        </>
      ) : null}
    </form>
  );
}

interface OptionsProps {
  draft: Draft;
  onChange: (patch: Partial<Draft>) => void;
  error: string | undefined;
}

function Options({ draft, onChange, error }: OptionsProps) {
  const { t } = useTranslation("messaging");
  const can = useRights();
  const mayGive = can("discounts:issue") && can("discounts:read");
  const templates = useQuery({ ...templatesQuery, enabled: mayGive });
  return (
    <Card>
      <Stack>
        <Title order={2}>{t("options.title")}</Title>
        {mayGive ? (
          <Select
            label={t("options.template")}
            description={t("options.templateHint")}
            placeholder={t("options.noTemplate")}
            data={
              templates.data?.items.map(({ id, name }) => ({ value: String(id), label: name })) ??
              []
            }
            value={draft.template_id}
            onChange={(template_id) => onChange({ template_id })}
            clearable
            searchable
            error={error}
          />
        ) : null}
        <Select
          label={t("options.topic")}
          description={t("options.topicHint")}
          data={TOPICS.map((value) => ({ value, label: t(`topic.${value}`) }))}
          value={draft.topic}
          onChange={(topic) => onChange({ topic: topic ?? "offers" })}
          allowDeselect={false}
        />
        <Switch
          label={t("options.quiet")}
          description={t("options.quietHint")}
          checked={draft.has_quiet_hours}
          onChange={(event) => onChange({ has_quiet_hours: event.currentTarget.checked })}
        />
        <Switch
          label={t("options.linkPreview")}
          checked={draft.has_link_preview}
          onChange={(event) => onChange({ has_link_preview: event.currentTarget.checked })}
        />
        <Switch
          label={t("options.test")}
          description={t("options.testHint")}
          checked={draft.is_test}
          onChange={(event) => onChange({ is_test: event.currentTarget.checked })}
        />
      </Stack>
    </Card>
  );
}
