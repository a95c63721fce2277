import { Badge, Card, Text } from "@mantine/core";
import { IconArrowLeft, IconListCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { RowLink, TextLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { RefusalPage } from "@/shared/components/refusal";
import { useFormat } from "@/shared/i18n/format";
import { type Column, DataTable } from "@/shared/lists/data-table";
import { Pager } from "@/shared/lists/pager";
import { type Job, type JobsSearch, jobsQuery } from "../queries/bulk";
import { JobDialog } from "./job-dialog";

interface Props {
  search: JobsSearch;
  onSearch: (patch: Partial<JobsSearch>) => void;
}

/** What was done to many clients at once, and what is being done. */
export function JobsPage({ search, onSearch }: Props) {
  const { t } = useTranslation("clients");
  const { data, error, refetch, isPlaceholderData } = useQuery(jobsQuery(search));
  const columns = useColumns(search);
  return (
    <>
      <PageHeader
        title={t("bulk.jobs")}
        text={t("bulk.jobsText")}
        back={
          <TextLink to="/clients" size="sm" c="dimmed">
            <IconArrowLeft size={14} stroke={1.8} aria-hidden /> {t("title")}
          </TextLink>
        }
      />
      <Card padding={0}>
        {error ? (
          <RefusalPage error={error} retry={() => void refetch()} />
        ) : (
          <DataTable
            label={t("bulk.jobs")}
            columns={columns}
            rows={data?.items}
            rowKey={(job) => job.id}
            isStale={isPlaceholderData}
            empty={
              <EmptyState
                icon={IconListCheck}
                title={t("bulk.noJobs")}
                text={t("bulk.noJobsText")}
              />
            }
          />
        )}
        {data && data.items.length > 0 ? (
          <Pager
            page={data.page}
            limit={data.limit}
            total={data.total}
            onPage={(page) => onSearch({ page })}
          />
        ) : null}
      </Card>
      <JobDialog jobId={search.job ?? null} onClose={() => onSearch({ job: undefined })} />
    </>
  );
}

const COLOURS: Record<Job["status"], string> = {
  queued: "blue",
  running: "pine",
  done: "pine",
  canceled: "gray",
  failed: "red",
};

export function JobStatus({ status }: { status: Job["status"] }) {
  const { t } = useTranslation("clients");
  return (
    <Badge color={COLOURS[status]} autoContrast>
      {t(`bulk.statusOf.${status}`)}
    </Badge>
  );
}

/** What is done, in a few words: "Add tags: vip". */
export function useJobName(): (job: Job) => string {
  const { t } = useTranslation("clients");
  return ({ action }) =>
    "tags" in action
      ? `${t(`bulk.action.${action.kind}`)}: ${action.tags.join(", ")}`
      : t(`bulk.action.${action.kind}`);
}

function useColumns(search: JobsSearch): Column<Job>[] {
  const { t } = useTranslation("clients");
  const format = useFormat();
  const nameOf = useJobName();
  return [
    {
      id: "name",
      title: t("bulk.what"),
      phone: "title",
      cell: (job) => (
        <RowLink to="/clients/jobs" search={{ ...search, job: job.id }} replace>
          {nameOf(job)}
        </RowLink>
      ),
    },
    {
      id: "status",
      title: t("state"),
      phone: "line",
      cell: ({ status }) => <JobStatus status={status} />,
    },
    {
      id: "done",
      title: t("bulk.progress"),
      phone: "line",
      align: "end",
      cell: ({ changed, total }) => (
        <span data-figures>{t("bulk.changedOf", { changed, total })}</span>
      ),
    },
    {
      id: "who",
      title: t("bulk.who"),
      cell: ({ created_by_name }) => created_by_name,
    },
    {
      id: "when",
      title: t("bulk.when"),
      phone: "line",
      align: "end",
      cell: ({ created_at }) => (
        <Text size="sm" c="dimmed" span>
          {format.dateTime(created_at)}
        </Text>
      ),
    },
  ];
}
