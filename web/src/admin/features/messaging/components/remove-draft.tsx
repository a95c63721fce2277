import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "@/shared/components/confirm";
import type { Broadcast } from "../queries/broadcasts";
import { deleteBroadcast } from "../queries/changes";

/** Deletes what was never sent. */
export function RemoveDraft({ broadcast, onDone }: { broadcast: Broadcast; onDone: () => void }) {
  const { t } = useTranslation(["messaging", "shared"]);
  const queryClient = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const removing = useMutation({
    mutationFn: () => deleteBroadcast(broadcast.id),
    onSuccess: () => {
      onDone();
      // Of the lists only: whoever asked for the broadcast itself would hear that there is none.
      void queryClient.invalidateQueries({ queryKey: ["get", "/api/v1/broadcasts"] });
    },
  });
  return (
    <>
      <Button variant="subtle" color="red" onClick={() => setAsked(true)}>
        {t("shared:action.delete")}
      </Button>
      <Confirm
        opened={isAsked}
        title={t("remove.title")}
        confirm={t("shared:action.delete")}
        isDangerous
        isBusy={removing.isPending}
        onConfirm={() => removing.mutate()}
        onClose={() => setAsked(false)}
      >
        {t("remove.text", { title: broadcast.title })}
      </Confirm>
    </>
  );
}
