import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { AskButton } from "@/shared/components/ask-button";
import { useOrderKey } from "@/shared/http/once";
import type { Schemas } from "@/shared/http/api";
import { useRights } from "@/shared/session/me";
import type { Broadcast, BroadcastSearch } from "../queries/broadcasts";
import {
  cancelBroadcast,
  copyBroadcast,
  pauseBroadcast,
  recallBroadcast,
  resendUnknown,
  resumeBroadcast,
  useForgetBroadcasts,
} from "../queries/changes";
import { EditSent } from "./edit-sent";
import { RemoveDraft } from "./remove-draft";

interface Props {
  broadcast: Broadcast;
  /** Undefined until counted, and before it has started. */
  stats: Schemas["BroadcastStats"] | undefined;
  onShow: (broadcastId: number, ask?: BroadcastSearch["ask"]) => void;
  onList: () => void;
}

/** What may be done to it as it stands now. */
export function RunActions({ broadcast, stats, onShow, onList }: Props) {
  const { t } = useTranslation("messaging");
  const can = useRights();
  const forget = useForgetBroadcasts();
  const { id, status, started_at } = broadcast;
  const pausing = useMutation({ mutationFn: () => pauseBroadcast(id), onSettled: forget });
  const resuming = useMutation({ mutationFn: () => resumeBroadcast(id), onSettled: forget });
  const key = useOrderKey();
  const copying = useMutation({
    mutationFn: () => copyBroadcast(id, key),
    onSuccess: async (view) => {
      await forget();
      onShow(view.id);
    },
  });
  const maySend = can("broadcasts:send");
  const unknown = stats?.deliveries["unknown"] ?? 0;
  const sent = stats?.deliveries["sent"] ?? 0;
  const recallable = stats?.recallable ?? 0;
  const standing = sent + unknown - (stats?.recalled ?? 0);
  const late = standing - recallable;
  const isStill = status === "paused" || status === "sent" || status === "canceled";
  return (
    <>
      {can("broadcasts:edit") ? (
        <Button variant="subtle" loading={copying.isPending} onClick={() => copying.mutate()}>
          {t("run.copy")}
        </Button>
      ) : null}
      {can("broadcasts:edit") && (status === "canceled" || status === "error") && !started_at ? (
        <RemoveDraft broadcast={broadcast} onDone={onList} />
      ) : null}
      {maySend && isStill && unknown > 0 ? (
        <Ask
          verb={t("run.resend")}
          text={t("run.resendText", { count: unknown })}
          act={(once) => resendUnknown(id, once)}
        />
      ) : null}
      {maySend && isStill && recallable > 0 ? (
        <Ask
          verb={t("run.recall")}
          text={[
            t("run.recallText", { count: recallable }),
            ...(late > 0 ? [t("run.recallLate", { count: late })] : []),
          ].join(" ")}
          isDangerous
          act={(once) => recallBroadcast(id, once)}
        />
      ) : null}
      {maySend && isStill && ((sent > 0 && standing > 0) || status === "paused") ? (
        <EditSent broadcast={broadcast} />
      ) : null}
      {maySend && ["scheduled", "sending", "paused"].includes(status) ? (
        <Ask
          verb={t("run.cancel")}
          text={t("run.cancelText")}
          isDangerous
          act={() => cancelBroadcast(id)}
        />
      ) : null}
      {status === "scheduled" && can("broadcasts:edit") ? (
        <Button variant="default" onClick={() => onShow(id, "edit")}>
          {t("run.edit")}
        </Button>
      ) : null}
      {status === "scheduled" && maySend ? (
        <>
          <Button variant="default" onClick={() => onShow(id, "schedule")}>
            {t("run.move")}
          </Button>
          <Button onClick={() => onShow(id, "send")}>{t("send.action")}</Button>
        </>
      ) : null}
      {status === "sending" && maySend ? (
        <Button variant="default" loading={pausing.isPending} onClick={() => pausing.mutate()}>
          {t("run.pause")}
        </Button>
      ) : null}
      {status === "paused" && maySend ? (
        <Button loading={resuming.isPending} onClick={() => resuming.mutate()}>
          {t("run.resume")}
        </Button>
      ) : null}
    </>
  );
}

interface AskProps {
  verb: string;
  text: string;
  isDangerous?: boolean;
  act: (key: string) => Promise<unknown>;
}

function Ask({ verb, text, isDangerous, act }: AskProps) {
  const { t } = useTranslation("messaging");
  const acting = useMutation({ mutationFn: act, onSettled: useForgetBroadcasts() });
  return (
    <AskButton
      verb={verb}
      variant="subtle"
      color={isDangerous ? "red" : undefined}
      isDangerous={isDangerous}
      act={acting.mutateAsync}
      done={t("run.done")}
    >
      {text}
    </AskButton>
  );
}
