import { Button, Skeleton, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Dialog, DialogActs } from "@/shared/components/dialog";
import { RefusalAlert } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import { useOrderKey } from "@/shared/http/once";
import { asProblem } from "@/shared/http/problem";
import { type Broadcast, countQuery } from "../queries/broadcasts";
import { sendBroadcast, useKeepBroadcast } from "../queries/changes";
import { audienceOf, draftOf } from "../rules/draft";
import { useDuration } from "./words";

interface Props {
  broadcast: Broadcast;
  opened: boolean;
  onClose: () => void;
}

/** The last question before a message leaves, with how many will get it. */
export function SendDialog({ broadcast, opened, onClose }: Props) {
  const { t } = useTranslation("messaging");
  return (
    <Dialog opened={opened} onClose={onClose} title={t("send.title")} centered>
      <Sending broadcast={broadcast} onClose={onClose} />
    </Dialog>
  );
}

function Sending({ broadcast, onClose }: Omit<Props, "opened">) {
  const { t } = useTranslation("messaging");
  const duration = useDuration();
  const key = useOrderKey();
  const keep = useKeepBroadcast();
  const count = useQuery({
    ...countQuery({
      audience: audienceOf(draftOf(broadcast)) ?? { kind: "everyone" },
      topic: broadcast.topic,
      is_test: broadcast.is_test,
    }),
    // What was counted a moment ago for another audience must not be confirmed.
    placeholderData: undefined,
    staleTime: 0,
    refetchOnMount: "always",
  });
  const sending = useMutation({
    mutationFn: () => sendBroadcast(broadcast.id, key),
    meta: { isShown: true },
    onSuccess: async (view) => {
      onClose();
      toastDone(t("send.done"));
      await keep(view);
    },
  });
  const refused = sending.error ?? count.error;
  const reachable = count.isFetching ? undefined : count.data?.reachable;
  return (
    <Stack>
      <RefusalAlert problem={refused ? asProblem(refused) : null} />
      {reachable === undefined || !count.data ? (
        <Skeleton height={42} />
      ) : (
        <Text size="sm">
          {reachable === 0
            ? t("send.nobody")
            : t("send.text", {
                title: broadcast.title,
                time: duration(count.data.lasts_seconds),
              })}
          {broadcast.has_quiet_hours && reachable > 0 ? ` ${t("send.quiet")}` : null}
        </Text>
      )}
      <DialogActs onCancel={onClose}>
        <Button
          loading={count.isFetching || sending.isPending}
          disabled={!reachable}
          onClick={() => sending.mutate()}
          data-autofocus
        >
          {t("send.confirm", { count: reachable ?? 0 })}
        </Button>
      </DialogActs>
    </Stack>
  );
}
