import { Alert, Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/shared/components/dialog";
import { Fact, Facts } from "@/shared/components/facts";
import { toastWhenDone } from "@/shared/components/toasts";
import { useFormat } from "@/shared/i18n/format";
import { type Message, STATUS_COLOURS, useRetry } from "../queries/outbox";

interface Props {
  message: Message | undefined;
  onClose: () => void;
}

const RETRIABLE = ["failed", "unknown", "unsent"];

/** One message with what was said, and another try for what did not arrive. */
export function OutboxMessage({ message, onClose }: Props) {
  const { t } = useTranslation("messaging");
  return (
    <Dialog
      opened={message !== undefined}
      onClose={onClose}
      title={message?.subject ?? t("outbox.message")}
    >
      {message ? <Details message={message} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Details({ message, onClose }: { message: Message; onClose: () => void }) {
  const { t, i18n } = useTranslation("messaging");
  const format = useFormat();
  const retry = useRetry();
  const { id, status, channel, error, sent_at } = message;
  const why = error
    ? i18n.exists(`messaging:outbox.errorOf.${error}`)
      ? t(`outbox.errorOf.${error}` as "outbox.errorOf.no_credentials")
      : error
    : null;
  return (
    <Stack>
      {status === "unknown" ? <Alert color="orange">{t("outbox.unknownText")}</Alert> : null}
      <Facts>
        <Fact name={t("outbox.status")}>
          <Badge color={STATUS_COLOURS[status]}>{t(`outbox.statusOf.${status}`)}</Badge>
        </Fact>
        <Fact name={t("outbox.recipient")}>{message.recipient_name}</Fact>
        <Fact name={t("outbox.channel")}>{t(`outbox.channelOf.${channel}`)}</Fact>
        <Fact name={t("outbox.at")}>{format.dateTime(message.created_at)}</Fact>
        {sent_at ? <Fact name={t("outbox.sentAt")}>{format.dateTime(sent_at)}</Fact> : null}
        {why ? <Fact name={t("outbox.why")}>{why}</Fact> : null}
      </Facts>
      <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {message.text?.replaceAll(/<[^>]*>/g, "") ?? t("outbox.secretText")}
      </Text>
      {RETRIABLE.includes(status) ? (
        <Group justify="flex-end">
          <Button
            loading={retry.isPending}
            onClick={() =>
              toastWhenDone(retry.mutateAsync(id, { onSuccess: onClose }), t("outbox.retried"))
            }
          >
            {t("outbox.retry")}
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}
