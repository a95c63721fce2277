import { Badge, Card, Text } from "@mantine/core";
import { IconListCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { BackLink, RowLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { useFormat } from "@/shared/i18n/format";
import type { Column } from "@/shared/lists/data-table";
import { PagedTable } from "@/shared/lists/paged-table";
import type { ListState } from "@/shared/lists/search-params";
import { type Job, type JobsSearch, jobsQuery } from "../queries/bulk";
import { JobDialog } from "./job-dialog";

/** What was done to many clients at once, and what is being done. */
export function JobsPage({ search, onSearch }: ListState<JobsSearch>) {
  const { t } = useTranslation("clients");
  const list = useQuery(jobsQuery(search));
  return (
    <>
      <PageHeader
        title={t("bulk.jobs")}
        text={t("bulk.jobsText")}
        back={<BackLink to="/clients">{t("title")}</BackLink>}
      />
      <Card padding={0}>
        <PagedTable
          label={t("bulk.jobs")}
          list={list}
          search={{ page: search.page }}
          onSearch={onSearch}
          columns={useColumns(search)}
          empty={
            <EmptyState icon={IconListCheck} title={t("bulk.noJobs")} text={t("bulk.noJobsText")} />
          }
        />
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
      title: t("discount.state"),
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
