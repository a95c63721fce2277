import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogActs } from "@/shared/components/dialog";
import { RefusalAlert } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import { useApiForm } from "@/shared/forms/use-api-form";
import { resolveDispute } from "../queries/disputes";
import { useForgetLoyalty } from "../queries/forget";

/** Accept or reject; the words go to the client with the answer. */
export function VerdictButtons({ disputeId }: { disputeId: number }) {
  const { t } = useTranslation("loyalty");
  const [verdict, setVerdict] = useState<boolean | null>(null);
  // What the window says stays while it closes.
  const [last, setLast] = useState(true);
  const ask = (isConfirmed: boolean) => {
    setVerdict(isConfirmed);
    setLast(isConfirmed);
  };
  return (
    <>
      <Group gap="xs" grow preventGrowOverflow={false}>
        <Button variant="default" onClick={() => ask(false)}>
          {t("dispute.reject")}
        </Button>
        <Button onClick={() => ask(true)}>{t("dispute.accept")}</Button>
      </Group>
      <Dialog
        opened={verdict !== null}
        onClose={() => setVerdict(null)}
        title={t(last ? "dispute.acceptTitle" : "dispute.rejectTitle")}
        centered
      >
        <VerdictForm
          key={String(last)}
          disputeId={disputeId}
          isConfirmed={last}
          onClose={() => setVerdict(null)}
        />
      </Dialog>
    </>
  );
}

interface FormProps {
  disputeId: number;
  isConfirmed: boolean;
  onClose: () => void;
}

function VerdictForm({ disputeId, isConfirmed, onClose }: FormProps) {
  const { t } = useTranslation("loyalty");
  const forget = useForgetLoyalty();
  const { form, submit, isSaving, refusal } = useApiForm({
    initialValues: { resolution: "" },
    save: ({ resolution }) =>
      resolveDispute(disputeId, { is_confirmed: isConfirmed, resolution: resolution.trim() }),
    onSaved: async () => {
      onClose();
      toastDone(t(isConfirmed ? "dispute.accepted" : "dispute.rejected"));
      await forget();
    },
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <RefusalAlert problem={refusal} />
        <Text size="sm">{t(isConfirmed ? "dispute.acceptText" : "dispute.rejectText")}</Text>
        <Textarea
          label={t("dispute.words")}
          autosize
          minRows={2}
          required
          data-autofocus
          {...form.getInputProps("resolution")}
        />
        <DialogActs onCancel={onClose}>
          <Button type="submit" loading={isSaving} disabled={!form.values.resolution.trim()}>
            {t(isConfirmed ? "dispute.accept" : "dispute.reject")}
          </Button>
        </DialogActs>
      </Stack>
    </form>
  );
}
