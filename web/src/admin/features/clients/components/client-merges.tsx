import { Group, Paper, Stack, Text } from "@mantine/core";
import { IconArrowMerge } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { AskButton } from "@/shared/components/ask-button";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { useRights } from "@/shared/session/me";
import { mergesQuery, useUndoMerge } from "../queries/merging";

/** Which cards are in this one, and the way back. */
export function ClientMerges({ clientId }: { clientId: number }) {
  const { data } = useQuery(mergesQuery(clientId));
  const standing = (data?.items ?? []).filter(({ undone_at }) => undone_at === null);
  if (standing.length === 0) return null;
  return (
    <Stack gap="xs" mb="lg">
      {standing.map((merge) => (
        <MergeNote key={merge.id} merge={merge} />
      ))}
    </Stack>
  );
}

function MergeNote({ merge }: { merge: Schemas["MergeView"] }) {
  const { t } = useTranslation("clients");
  const format = useFormat();
  const can = useRights();
  const undoing = useUndoMerge();
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
          <AskButton
            size="xs"
            verb={t("merge.undo")}
            title={t("merge.undoTitle")}
            act={() => undoing.mutateAsync({ keptId: merge.kept_id, mergeId: merge.id })}
            done={t("merge.undone")}
          >
            {t("merge.undoText")}
          </AskButton>
        ) : null}
      </Group>
    </Paper>
  );
}
