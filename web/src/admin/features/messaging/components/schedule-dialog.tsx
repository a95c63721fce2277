import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogActs } from "@/shared/components/dialog";
import { RefusalAlert } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import { useApiForm } from "@/shared/forms/use-api-form";
import { useFormat } from "@/shared/i18n/format";
import { useMe } from "@/shared/session/me";
import type { Broadcast } from "../queries/broadcasts";
import { scheduleBroadcast, useKeepBroadcast } from "../queries/changes";
import { momentOf, wallOf } from "@/shared/i18n/zone";

interface Props {
  broadcast: Broadcast;
  opened: boolean;
  onClose: () => void;
}

/** When it shall leave, by the clock on the shop's wall. */
export function ScheduleDialog({ broadcast, opened, onClose }: Props) {
  const { t } = useTranslation("messaging");
  return (
    <Dialog opened={opened} onClose={onClose} title={t("schedule.title")} centered>
      <Scheduling broadcast={broadcast} onClose={onClose} />
    </Dialog>
  );
}

const HOUR_MS = 3_600_000;

function Scheduling({ broadcast, onClose }: Omit<Props, "opened">) {
  const { t } = useTranslation("messaging");
  const { timezone } = useMe().shop;
  const format = useFormat();
  const keep = useKeepBroadcast();
  const [now] = useState(() => Date.now());
  const first = broadcast.scheduled_at
    ? new Date(broadcast.scheduled_at)
    : new Date(Math.ceil((now + HOUR_MS) / HOUR_MS) * HOUR_MS);
  const { form, submit, isSaving, refusal } = useApiForm({
    initialValues: { scheduled_at: wallOf(first, timezone) },
    faults: { "messaging.bad_start": "scheduled_at" },
    save: ({ scheduled_at }) =>
      scheduleBroadcast(broadcast.id, momentOf(scheduled_at, timezone) ?? scheduled_at),
    onSaved: async (view) => {
      onClose();
      toastDone(t("schedule.done", { time: format.dateTime(view.scheduled_at ?? "") }));
      await keep(view);
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        // It stands inside the composer's form for React, though not on the page.
        event.stopPropagation();
        submit(event);
      }}
    >
      <Stack>
        <RefusalAlert problem={refusal} />
        <TextInput
          type="datetime-local"
          label={t("schedule.label")}
          description={t("schedule.zone", { zone: timezone })}
          min={wallOf(new Date(now), timezone)}
          required
          data-autofocus
          {...form.getInputProps("scheduled_at")}
        />
        {broadcast.has_quiet_hours ? (
          <Text size="sm" c="dimmed">
            {t("send.quiet")}
          </Text>
        ) : null}
        <DialogActs onCancel={onClose}>
          <Button type="submit" loading={isSaving}>
            {t("schedule.confirm")}
          </Button>
        </DialogActs>
      </Stack>
    </form>
  );
}
