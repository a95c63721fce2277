import { Alert, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Fact, Facts } from "@/shared/components/facts";
import { PageHeader } from "@/shared/components/page-header";
import { RefusalAlert } from "@/shared/components/refusal";
import { Section } from "@/shared/components/section";
import { asProblem } from "@/shared/http/problem";
import { useFormat } from "@/shared/i18n/format";
import { type Broadcast, type BroadcastSearch, statsQuery } from "../queries/broadcasts";
import { draftOf } from "../rules/draft";
import classes from "./composer.module.css";
import { Corrections } from "./corrections";
import { Figures } from "./figures";
import { MessagePreview } from "./message-preview";
import { Recipients } from "./recipients";
import { RunActions } from "./run-actions";
import { ScheduleDialog } from "./schedule-dialog";
import { SendDialog } from "./send-dialog";
import { StatusBadge, useReason } from "./words";

interface Props {
  broadcast: Broadcast;
  search: BroadcastSearch;
  onSearch: (patch: Partial<BroadcastSearch>) => void;
  onShow: (broadcastId: number, ask?: BroadcastSearch["ask"]) => void;
  onList: () => void;
  back: ReactNode;
}

/** A broadcast on its way and afterwards. */
export function Results({ broadcast, search, onSearch, onShow, onList, back }: Props) {
  const { t } = useTranslation("messaging");
  const format = useFormat();
  const reason = useReason();
  const hasStarted = broadcast.started_at !== null;
  const stats = useQuery({ ...statsQuery(broadcast), enabled: hasStarted });
  return (
    <>
      <PageHeader
        title={broadcast.title}
        mark={<StatusBadge status={broadcast.status} />}
        text={
          broadcast.status === "scheduled" && broadcast.scheduled_at
            ? t("results.leaves", { time: format.dateTime(broadcast.scheduled_at) })
            : undefined
        }
        back={back}
      >
        <RunActions broadcast={broadcast} stats={stats.data} onShow={onShow} onList={onList} />
      </PageHeader>
      <div className={classes["sides"]}>
        <Stack miw={0}>
          {broadcast.reason ? (
            <Alert color="yellow" role="status">
              {reason(broadcast.reason)}
            </Alert>
          ) : null}
          {stats.error ? <RefusalAlert problem={asProblem(stats.error)} /> : null}
          {hasStarted ? <Figures broadcast={broadcast} stats={stats.data} /> : null}
          <Corrections broadcastId={broadcast.id} />
          {hasStarted ? (
            <Recipients broadcastId={broadcast.id} search={search} onSearch={onSearch} />
          ) : null}
        </Stack>
        <Stack>
          <MessagePreview draft={draftOf(broadcast)} />
          <Section title={t("options.title")}>
            <Facts>
              <Fact name={t("audience.title")}>{t(`audience.of.${broadcast.audience.kind}`)}</Fact>
              <Fact name={t("options.topic")}>{t(`topic.${broadcast.topic}`)}</Fact>
              <Fact name={t("results.started")}>
                {broadcast.started_at ? format.dateTime(broadcast.started_at) : null}
              </Fact>
              <Fact name={t("results.finished")}>
                {broadcast.finished_at ? format.dateTime(broadcast.finished_at) : null}
              </Fact>
            </Facts>
          </Section>
        </Stack>
      </div>
      <SendDialog
        broadcast={broadcast}
        opened={search.ask === "send" && !hasStarted}
        onClose={() => onShow(broadcast.id)}
      />
      <ScheduleDialog
        broadcast={broadcast}
        opened={search.ask === "schedule" && !hasStarted}
        onClose={() => onShow(broadcast.id)}
      />
    </>
  );
}
