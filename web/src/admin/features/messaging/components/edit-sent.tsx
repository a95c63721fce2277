import { Button, Stack, Switch, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogActs } from "@/shared/components/dialog";
import { RefusalAlert } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import { useOrderKey } from "@/shared/http/once";
import { asProblem } from "@/shared/http/problem";
import type { Broadcast } from "../queries/broadcasts";
import { editSent, useForgetBroadcasts } from "../queries/changes";
import { buttonFaults, contentOf, type Draft, draftOf, faultsOf } from "../rules/draft";
import { ButtonsEditor } from "./buttons-editor";
import { MediaReplacer } from "./media-editor";
import { MessageEditor } from "./message-editor";
import { MessagePreview } from "./message-preview";
import { CAPTION_LIMIT, describeFaults, Fault, TEXT_LIMIT } from "./words";

/** Makes every message that was sent say something else. */
export function EditSent({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useTranslation("messaging");
  const [isOpen, setOpen] = useState(false);
  // Outlives the window: closed by a slip, it opens with what was typed.
  const [draft, setDraft] = useState<Draft | null>(null);
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t("run.editSent")}
      </Button>
      <Dialog
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t("run.editSent")}
        size="lg"
        closeOnClickOutside={false}
      >
        <Editing
          broadcast={broadcast}
          draft={draft ?? draftOf(broadcast)}
          onChange={setDraft}
          onClose={() => setOpen(false)}
        />
      </Dialog>
    </>
  );
}

interface EditingProps {
  broadcast: Broadcast;
  draft: Draft;
  onChange: (draft: Draft | null) => void;
  onClose: () => void;
}

function Editing({ broadcast, draft, onChange, onClose }: EditingProps) {
  const { t } = useTranslation("messaging");
  const key = useOrderKey();
  const forget = useForgetBroadcasts();
  const editing = useMutation({
    mutationFn: () => editSent(broadcast.id, contentOf(draft), key),
    meta: { isShown: true },
    onSuccess: async () => {
      onChange(null);
      onClose();
      toastDone(t("run.done"));
      await forget();
    },
  });
  const change = (patch: Partial<Draft>) => onChange({ ...draft, ...patch });
  const problem = editing.error ? asProblem(editing.error) : null;
  const faults = problem ? describeFaults(faultsOf(problem, draft)) : {};
  const hasCodes = broadcast.template_id !== null;
  const isAlbum = draft.media_ids.length > 1;
  return (
    <Stack>
      <RefusalAlert problem={Object.keys(faults).length > 0 ? null : problem} />
      <Text size="sm" c="dimmed">
        {t("run.editSentText")}
      </Text>
      <MessageEditor
        label={t("text.label")}
        value={draft.text}
        onChange={(text) => change({ text })}
        limit={draft.media_ids.length > 0 ? CAPTION_LIMIT : TEXT_LIMIT}
        hasCodes={hasCodes}
        error={faults["text"]}
      />
      {draft.media_ids.length > 0 ? (
        <MediaReplacer ids={draft.media_ids} onChange={(media_ids) => change({ media_ids })} />
      ) : (
        <Switch
          label={t("options.linkPreview")}
          checked={draft.has_link_preview}
          onChange={(event) => change({ has_link_preview: event.currentTarget.checked })}
        />
      )}
      <Fault text={faults["media_ids"]} />
      {isAlbum ? null : (
        <ButtonsEditor
          buttons={draft.buttons}
          onChange={(buttons) => change({ buttons })}
          hasCodes={hasCodes}
          errors={buttonFaults(faults)}
        />
      )}
      <Fault text={faults["buttons"]} />
      <MessagePreview draft={draft} />
      <DialogActs onCancel={onClose}>
        <Button loading={editing.isPending} onClick={() => editing.mutate()}>
          {t("run.editSent")}
        </Button>
      </DialogActs>
    </Stack>
  );
}
