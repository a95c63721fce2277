import { Text, Timeline } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Section } from "@/shared/components/section";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";

/** What happened to this person, newest first. */
export function ClientHistory({ history }: { history: Schemas["AuditEntry"][] }) {
  const { t, i18n } = useTranslation("clients");
  const format = useFormat();
  // A kind of event that came after these words is still worth showing.
  const nameOf = (type: string) =>
    i18n.exists(`clients:event.${type.replace(".", "_")}`)
      ? t(`event.${type.replace(".", "_")}` as "event.clients_joined")
      : type;
  return (
    <Section title={t("history")}>
      {history.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("historyNone")}
        </Text>
      ) : (
        <Timeline bulletSize={12} lineWidth={2} active={-1}>
          {history.map(({ id, type, actor, occurred_at }) => (
            <Timeline.Item key={id} title={<Text size="sm">{nameOf(type)}</Text>}>
              <Text size="xs" c="dimmed">
                {[format.dateTime(occurred_at), actor.kind === "client" ? null : actor.name]
                  .filter(Boolean)
                  .join(" · ")}
              </Text>
            </Timeline.Item>
          ))}
        </Timeline>
      )}
    </Section>
  );
}
