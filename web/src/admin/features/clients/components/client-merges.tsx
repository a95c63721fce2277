import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import { IconArrowMerge } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "@/shared/components/confirm";
import { toastDone } from "@/shared/components/toasts";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { useRights } from "@/shared/session/me";
import { mergesQuery, useUndoMerge } from "../queries/merging";

type Merge = Schemas["MergeView"];

/** Which cards are in this one, and the way back. */
export function ClientMerges({ clientId }: { clientId: number }) {
  const { t } = useTranslation("clients");
  const { data } = useQuery(mergesQuery(clientId));
  const [asked, setAsked] = useState<Merge | null>(null);
  const undoing = useUndoMerge();
  const standing = (data?.items ?? []).filter(({ undone_at }) => undone_at === null);
  const undo = ({ id, kept_id }: Merge) =>
    undoing.mutate(
      { keptId: kept_id, mergeId: id },
      {
        onSuccess: () => toastDone(t("merge.undone")),
        onSettled: () => setAsked(null),
      },
    );
  return (
    <>
      {standing.length > 0 ? (
        <Stack gap="xs" mb="lg">
          {standing.map((merge) => (
            <MergeNote key={merge.id} merge={merge} onUndo={() => setAsked(merge)} />
          ))}
        </Stack>
      ) : null}
      <Confirm
        opened={asked !== null}
        title={t("merge.undoTitle")}
        confirm={t("merge.undo")}
        isBusy={undoing.isPending}
        onConfirm={() => asked && undo(asked)}
        onClose={() => setAsked(null)}
      >
        {t("merge.undoText")}
      </Confirm>
    </>
  );
}

function MergeNote({ merge, onUndo }: { merge: Merge; onUndo: () => void }) {
  const { t } = useTranslation("clients");
  const format = useFormat();
  const can = useRights();
  const name = merge.dissolved_name || t("nameless", { id: merge.dissolved_id });
  return (
    <Paper withBorder px="md" py="xs">
      <Group justify="space-between" gap="xs">
        <Group gap="sm" wrap="nowrap" flex="1 1 220px">
          <IconArrowMerge size={18} stroke={1.7} aria-hidden style={{ flexShrink: 0 }} />
          <Text size="sm">
            {t("merge.with", { name })}{" "}
            <Text span inherit c="dimmed">
              {[format.dateTime(merge.merged_at), merge.merged_by_name].filter(Boolean).join(" · ")}
            </Text>
          </Text>
        </Group>
        {merge.can_undo && can("clients:merge") ? (
          <Button size="xs" variant="default" onClick={onUndo}>
            {t("merge.undo")}
          </Button>
        ) : null}
      </Group>
    </Paper>
  );
}
