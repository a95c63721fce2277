import { Button, Group, Skeleton, Stack, Text, Timeline } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ExportMenu } from "@/shared/components/export-menu";
import { RefusalAlert } from "@/shared/components/refusal";
import { Section } from "@/shared/components/section";
import type { Schemas } from "@/shared/http/api";
import { asProblem } from "@/shared/http/problem";
import { saveFile } from "@/shared/files";
import { useFormat } from "@/shared/i18n/format";
import { useRights } from "@/shared/session/me";
import { consentFile, consentQuery } from "../queries/consent";
import { RecordConsent } from "./record-consent";

type Entry = Schemas["ConsentEntry"];

/** What a person allows to be sent, and the proof: every decision in the words that were shown. */
export function ClientConsent({ clientId }: { clientId: number }) {
  const { t } = useTranslation("clients");
  const can = useRights();
  const { data, error } = useQuery(consentQuery(clientId));
  const [isRecording, recording] = useDisclosure();
  const exporting = useMutation({
    mutationFn: (format: Schemas["TableFormat"]) => consentFile(clientId, format),
    onSuccess: (file, format) =>
      saveFile(file, `consent-${clientId}.${format === "xlsx" ? "xlsx" : "csv"}`),
  });
  return (
    <Section
      title={t("consent")}
      aside={
        <Group gap="xs">
          {data && data.items.length > 0 ? (
            <ExportMenu
              label={t("consents.export")}
              isBusy={exporting.isPending}
              onExport={(format) => exporting.mutate(format)}
            />
          ) : null}
          {can("clients:edit") ? (
            <Button size="xs" variant="default" onClick={recording.open}>
              {t("consents.record")}
            </Button>
          ) : null}
        </Group>
      }
    >
      {error ? <RefusalAlert problem={asProblem(error)} /> : null}
      {data ? (
        <Stack gap="md">
          <Standing history={data} />
          <History items={data.items} />
        </Stack>
      ) : error ? null : (
        <Skeleton height={80} />
      )}
      <RecordConsent clientId={clientId} opened={isRecording} onClose={recording.close} />
    </Section>
  );
}

function Standing({ history }: { history: Schemas["ConsentHistory"] }) {
  const { t } = useTranslation("clients");
  const format = useFormat();
  const { consent_at, topics, frequency } = history;
  if (!consent_at) return <Text size="sm">{t("consents.none")}</Text>;
  return (
    <Text size="sm">
      {[
        t("consents.since", { day: format.date(consent_at) }),
        topics.length > 0
          ? topics.map((topic) => t(`consents.topic.${topic}`)).join(", ")
          : t("consents.noTopics"),
        frequency === "weekly" ? t("consents.frequency.weekly") : null,
      ]
        .filter(Boolean)
        .join(" · ")}
    </Text>
  );
}

function History({ items }: { items: readonly Entry[] }) {
  const { t } = useTranslation("clients");
  const format = useFormat();
  const say = useDecision();
  return (
    <Timeline bulletSize={12} lineWidth={2} active={-1}>
      {items.map((entry) => (
        <Timeline.Item key={entry.id} title={<Text size="sm">{say(entry)}</Text>}>
          <Text size="xs" c="dimmed">
            {[format.dateTime(entry.decided_at), t(`consents.source.${entry.source}`), entry.note]
              .filter(Boolean)
              .join(" · ")}
          </Text>
          {entry.text ? (
            <Text size="xs" c="dimmed" lineClamp={3} title={entry.text}>
              «{entry.text}»
            </Text>
          ) : null}
        </Timeline.Item>
      ))}
    </Timeline>
  );
}

function useDecision(): (entry: Entry) => string {
  const { t } = useTranslation("clients");
  return ({ decision, topic, frequency }) =>
    decision === "frequency"
      ? t(`consents.frequency.${frequency ?? "all"}`)
      : [
          t(`consents.decision.${decision}`),
          topic ? t(`consents.topic.${topic}`) : t("consents.everything"),
        ].join(": ");
}
