import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { RefusalAlert } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import { useOrderKey } from "@/shared/http/once";
import { asProblem } from "@/shared/http/problem";
import type { Broadcast } from "../queries/broadcasts";
import { editSent, useForgetBroadcasts } from "../queries/changes";
import { contentOf, draftOf, faultsOf } from "../rules/draft";
import { MessageEditor } from "./message-editor";
import { describeFault } from "./words";

/** Makes every message that was sent say something else. */
export function EditSent({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useTranslation("messaging");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t("run.editSent")}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t("run.editSent")}
        size="lg"
        closeOnClickOutside={false}
      >
        <Editing broadcast={broadcast} onClose={() => setOpen(false)} />
      </Modal>
    </>
  );
}

function Editing({ broadcast, onClose }: { broadcast: Broadcast; onClose: () => void }) {
  const { t } = useTranslation(["messaging", "shared"]);
  const key = useOrderKey();
  const forget = useForgetBroadcasts();
  const [draft, setDraft] = useState(() => draftOf(broadcast));
  const editing = useMutation({
    mutationFn: () => editSent(broadcast.id, contentOf(draft), key),
    meta: { isShown: true },
    onSuccess: async () => {
      onClose();
      toastDone(t("run.done"));
      await forget();
    },
  });
  const problem = editing.error ? asProblem(editing.error) : null;
  const fault = problem ? faultsOf(problem, draft)["text"] : undefined;
  return (
    <Stack>
      <RefusalAlert problem={fault ? null : problem} />
      <Text size="sm" c="dimmed">
        {t("run.editSentText")}
      </Text>
      <MessageEditor
        label={t("text.label")}
        value={draft.text}
        onChange={(text) => setDraft({ ...draft, text })}
        limit={draft.media_ids.length > 0 ? 1024 : 4096}
        hasCodes={broadcast.template_id !== null}
        error={fault ? describeFault(fault) : undefined}
      />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t("shared:action.cancel")}
        </Button>
        <Button loading={editing.isPending} onClick={() => editing.mutate()}>
          {t("run.editSent")}
        </Button>
      </Group>
    </Stack>
  );
}
