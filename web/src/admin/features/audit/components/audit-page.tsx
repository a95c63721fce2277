import { Card, Skeleton, Stack, Title } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { PageHeader } from "@/shared/components/page-header";
import { RefusalPage } from "@/shared/components/refusal";
import { useFormat } from "@/shared/i18n/format";
import { More } from "@/shared/lists/endless-table";
import type { ListState } from "@/shared/lists/search-params";
import { useMe } from "@/shared/session/me";
import { type AuditSearch, type Entry, useAudit } from "../queries/audit";
import { AuditEntry } from "./audit-entry";
import { AuditFilters } from "./audit-filters";

/** Who did what, newest first, as far back as one likes. */
export function AuditPage({ search, onSearch }: ListState<AuditSearch>) {
  const { t } = useTranslation("audit");
  const { timezone } = useMe().shop;
  const list = useAudit(search, timezone);
  const entries = list.data?.pages.flatMap(({ items }) => items);
  return (
    <>
      <PageHeader title={t("title")} text={t("text")} />
      <Stack gap="md">
        <AuditFilters search={search} onSearch={onSearch} entries={entries ?? []} />
        {list.error ? (
          <RefusalPage error={list.error} retry={() => void list.refetch()} />
        ) : entries ? (
          <Days entries={entries} onAbout={(about) => onSearch({ about })} />
        ) : (
          <Skeleton height={420} radius="lg" />
        )}
        <More list={list} />
      </Stack>
    </>
  );
}

interface DaysProps {
  entries: readonly Entry[];
  onAbout: (about: string) => void;
}

function Days({ entries, onAbout }: DaysProps) {
  const { t } = useTranslation("audit");
  const format = useFormat();
  if (entries.length === 0) {
    return (
      <Card padding={0}>
        <EmptyState icon={IconHistory} title={t("none")} text={t("noneText")} />
      </Card>
    );
  }
  const days: { day: string; entries: Entry[] }[] = [];
  for (const entry of entries) {
    const day = format.date(entry.occurred_at);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days.map(({ day, entries: ofDay }) => (
    <Card key={day} component="section" aria-label={day} padding="md">
      <Title order={2} mb="xs">
        {day}
      </Title>
      <Stack gap={0} role="list">
        {ofDay.map((entry) => (
          <AuditEntry key={entry.id} entry={entry} onAbout={onAbout} />
        ))}
      </Stack>
    </Card>
  ));
}
