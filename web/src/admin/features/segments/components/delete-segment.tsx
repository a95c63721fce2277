import { List, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Confirm } from "@/shared/components/confirm";
import { TextLink } from "@/shared/components/links";
import { RefusalAlert } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import type { Schemas } from "@/shared/http/api";
import { asProblem, type Problem } from "@/shared/http/problem";
import { deleteSegment, useForgetSegments } from "../queries/changes";

interface Props {
  segment: Schemas["SegmentView"];
  opened: boolean;
  onClose: () => void;
  onDeleted?: (() => void) | undefined;
}

/** Asks, deletes, and says what stands on the segment when that may not be. */
export function DeleteSegment({ segment, opened, onClose, onDeleted }: Props) {
  const { t } = useTranslation(["segments", "shared"]);
  const forget = useForgetSegments();
  const deleting = useMutation({
    mutationFn: () => deleteSegment(segment.id),
    meta: { isShown: true },
    onSuccess: async () => {
      onClose();
      toastDone(t("delete.done", { name: segment.name }));
      onDeleted?.();
      await forget();
    },
  });
  const problem = deleting.error ? asProblem(deleting.error) : null;
  return (
    <Confirm
      opened={opened}
      title={t("delete.title", { name: segment.name })}
      confirm={t("shared:action.delete")}
      isDangerous
      isBusy={deleting.isPending}
      onConfirm={() => deleting.mutate()}
      onClose={() => {
        deleting.reset();
        onClose();
      }}
    >
      {problem ? <InUse problem={problem} /> : t("delete.text")}
    </Confirm>
  );
}

function InUse({ problem }: { problem: Problem }) {
  const { t } = useTranslation("segments");
  const users = problem.code === "segments.in_use" ? usersOf(problem) : [];
  return (
    <Stack component="span" gap="xs">
      <RefusalAlert problem={problem} />
      {users.length > 0 ? (
        <>
          <Text span size="sm">
            {t("delete.usedBy")}
          </Text>
          <List size="sm">
            {users.map(({ id, name }) => (
              <List.Item key={id}>
                <TextLink to="/segments/$segmentId" params={{ segmentId: id }} size="sm">
                  {name}
                </TextLink>
              </List.Item>
            ))}
          </List>
        </>
      ) : null}
      {problem.code === "segments.in_use" && users.length === 0 ? (
        <Text span size="sm">
          {t("delete.usedElsewhere")}
        </Text>
      ) : null}
    </Stack>
  );
}

const usersOf = ({ params }: Problem) =>
  (params["used_by"] as { id: number; name: string }[] | undefined) ?? [];
