import { Alert, Button, Group, Progress, Skeleton, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/shared/components/dialog";
import { TextLink } from "@/shared/components/links";
import { RefusalAlert } from "@/shared/components/refusal";
import { asProblem } from "@/shared/http/problem";
import { saveFile } from "@/shared/files";
import { useFormat } from "@/shared/i18n/format";
import { useRights } from "@/shared/session/me";
import {
  cancelJob,
  isOpen,
  type Job,
  jobFile,
  jobQuery,
  leftOutQuery,
  useForgetBulk,
} from "../queries/bulk";
import { JobStatus, useJobName } from "./jobs-page";

interface Props {
  /** Null: none is looked at. */
  jobId: number | null;
  onClose: () => void;
}

/** How far work on many people is, and what came of it. */
export function JobDialog({ jobId, onClose }: Props) {
  const { t } = useTranslation("clients");
  return (
    <Dialog opened={jobId !== null} onClose={onClose} title={t("bulk.job")} centered>
      {jobId === null ? null : <Following jobId={jobId} />}
    </Dialog>
  );
}

function Following({ jobId }: { jobId: number }) {
  const { data: job, error } = useQuery(jobQuery(jobId));
  const forget = useForgetBulk();
  const isOver = job !== undefined && !isOpen(job);
  // Lists behind the window show what has changed as soon as it has.
  useEffect(() => {
    if (isOver) void forget();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when it has ended
  }, [isOver]);
  if (error) return <RefusalAlert problem={asProblem(error)} />;
  if (!job) return <Skeleton height={140} />;
  return <Progressing job={job} />;
}

const SAID_OF = {
  add_tags: "bulk.changed",
  remove_tags: "bulk.changed",
  assign_discount: "bulk.given",
  export: "bulk.written",
} as const;

function Progressing({ job }: { job: Job }) {
  const { t } = useTranslation("clients");
  const nameOf = useJobName();
  const { total, done, changed, status } = job;
  return (
    <Stack>
      <Group justify="space-between" gap="xs">
        <Text fw={550}>{nameOf(job)}</Text>
        <JobStatus status={status} />
      </Group>
      <div>
        <Progress
          value={total === 0 ? 100 : (100 * done) / total}
          animated={isOpen(job)}
          color={status === "failed" ? "red" : status === "canceled" ? "gray" : "pine"}
          aria-label={t("bulk.progress")}
        />
        <Text size="sm" c="dimmed" mt={6} aria-live="polite" data-figures>
          {t("bulk.doneOf", { done, total })}
        </Text>
      </div>
      {job.error ? (
        <Alert color="red" role="alert">
          {t("bulk.stopped", { code: job.error })}
        </Alert>
      ) : null}
      <Text size="sm" data-figures>
        {t(SAID_OF[job.action.kind], { count: changed })}
      </Text>
      <LeftOut job={job} />
      <Acts job={job} />
    </Stack>
  );
}

const REASONS = ["already", "blacklisted", "too_many_tags", "not_found"] as const;

/** For whom nothing changed, and why; by name where that was kept. */
function LeftOut({ job }: { job: Job }) {
  const { t } = useTranslation("clients");
  const format = useFormat();
  const reasons = REASONS.filter((reason) => job.left_out[reason]);
  const { data } = useQuery({
    ...leftOutQuery(job.id),
    enabled: !isOpen(job) && reasons.length > 0 && job.action.kind !== "export",
  });
  if (reasons.length === 0) return null;
  return (
    <Stack gap={4} data-figures>
      <Text size="sm" c="dimmed">
        {t("bulk.leftOut")}
      </Text>
      {reasons.map((reason) => (
        <Group key={reason} justify="space-between" gap="xs">
          <Text size="sm">{t(`bulk.reason.${reason}`)}</Text>
          <Text size="sm">{format.number(job.left_out[reason] ?? 0)}</Text>
        </Group>
      ))}
      {data && data.items.length > 0 ? (
        <Group gap="4px 12px" mt={4} mah={150} style={{ overflowY: "auto" }}>
          {data.items.map(({ client_id, name }) => (
            <TextLink
              key={client_id}
              to="/clients/$clientId"
              params={{ clientId: client_id }}
              size="sm"
            >
              {name ?? t("nameless", { id: client_id })}
            </TextLink>
          ))}
        </Group>
      ) : null}
    </Stack>
  );
}

function Acts({ job }: { job: Job }) {
  const { t } = useTranslation("clients");
  const can = useRights();
  const format = useFormat();
  const forget = useForgetBulk();
  const canceling = useMutation({ mutationFn: () => cancelJob(job.id), onSettled: forget });
  const { action } = job;
  const taking = useMutation({
    mutationFn: () => jobFile(job.id),
    onSuccess: (file) => {
      const isExcel = action.kind === "export" && action.format === "xlsx";
      saveFile(file, `clients-${job.id}.${isExcel ? "xlsx" : "csv"}`);
    },
  });
  return (
    <Group justify="flex-end" gap="xs">
      {isOpen(job) ? (
        <Button variant="default" loading={canceling.isPending} onClick={() => canceling.mutate()}>
          {t("bulk.cancel")}
        </Button>
      ) : null}
      {job.has_result && can("clients:export") ? (
        <>
          <Text size="xs" c="dimmed">
            {job.expires_at ? t("bulk.keptUntil", { time: format.date(job.expires_at) }) : null}
          </Text>
          <Button
            leftSection={<IconDownload size={16} stroke={1.7} />}
            loading={taking.isPending}
            onClick={() => taking.mutate()}
          >
            {t("bulk.download")}
          </Button>
        </>
      ) : null}
    </Group>
  );
}
