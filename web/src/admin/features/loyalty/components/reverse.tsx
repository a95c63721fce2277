import { Button, Stack, Text, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { Dialog, DialogActs } from "@/shared/components/dialog";
import { RefusalAlert } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import { useApiForm } from "@/shared/forms/use-api-form";
import type { Schemas } from "@/shared/http/api";
import { reverse } from "../queries/codes";
import { useForgetLoyalty } from "../queries/forget";

type Redemption = Schemas["RedemptionView"];

/** Taking a redemption back, with the reason that stays in the story. */
export function Reverse({ redemption }: { redemption: Redemption }) {
  const { t } = useTranslation("loyalty");
  const [isAsking, asking] = useDisclosure();
  return (
    <>
      <Button size="compact-sm" variant="light" color="red" my={4} onClick={asking.open}>
        {t("reverse.action")}
      </Button>
      <Dialog
        opened={isAsking}
        onClose={asking.close}
        title={t("reverse.title", { code: redemption.code })}
        centered
      >
        <ReverseForm redemption={redemption} onClose={asking.close} />
      </Dialog>
    </>
  );
}

function ReverseForm({ redemption, onClose }: { redemption: Redemption; onClose: () => void }) {
  const { t } = useTranslation("loyalty");
  const forget = useForgetLoyalty();
  const { form, submit, isSaving, refusal } = useApiForm({
    initialValues: { reason: "" },
    save: ({ reason }) => reverse(redemption.id, reason.trim()),
    onSaved: async () => {
      await forget();
      onClose();
      toastDone(t("reverse.done", { code: redemption.code }));
    },
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <RefusalAlert problem={refusal} />
        <Text size="sm">{t("reverse.text")}</Text>
        <Textarea
          label={t("reverse.reason")}
          autosize
          minRows={2}
          required
          data-autofocus
          {...form.getInputProps("reason")}
        />
        <DialogActs onCancel={onClose}>
          <Button
            type="submit"
            color="red"
            loading={isSaving}
            disabled={!form.values.reason.trim()}
          >
            {t("reverse.action")}
          </Button>
        </DialogActs>
      </Stack>
    </form>
  );
}
