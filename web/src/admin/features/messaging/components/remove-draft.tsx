import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { AskButton } from "@/shared/components/ask-button";
import type { Broadcast } from "../queries/broadcasts";
import { deleteBroadcast } from "../queries/changes";

/** Deletes what was never sent. */
export function RemoveDraft({ broadcast, onDone }: { broadcast: Broadcast; onDone: () => void }) {
  const { t } = useTranslation(["messaging", "shared"]);
  const queryClient = useQueryClient();
  const removing = useMutation({
    mutationFn: () => deleteBroadcast(broadcast.id),
    onSuccess: () => {
      onDone();
      // Of the lists only: whoever asked for the broadcast itself would hear that there is none.
      void queryClient.invalidateQueries({ queryKey: ["get", "/api/v1/broadcasts"] });
    },
  });
  return (
    <AskButton
      verb={t("shared:action.delete")}
      title={t("remove.title")}
      variant="subtle"
      color="red"
      isDangerous
      act={() => removing.mutateAsync()}
    >
      {t("remove.text", { title: broadcast.title })}
    </AskButton>
  );
}
