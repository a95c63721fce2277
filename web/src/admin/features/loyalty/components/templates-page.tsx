import { Badge, Button, Card, Group, Select, Text } from "@mantine/core";
import { IconDiscount, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { ButtonLink, RowLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { RefusalPage } from "@/shared/components/refusal";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { type Column, DataTable } from "@/shared/lists/data-table";
import { Pager } from "@/shared/lists/pager";
import { PAGE_SIZE } from "@/shared/lists/search-params";
import { useRights } from "@/shared/session/me";
import { EVENTS, KINDS, type TemplatesSearch, templatesQuery } from "../queries/templates";
import { useWorth } from "./discount-marks";

type Template = Schemas["TemplateView"];

interface Props {
  search: TemplatesSearch;
  onSearch: (patch: Partial<TemplatesSearch>) => void;
}

/** What the shop gives. */
export function TemplatesPage({ search, onSearch }: Props) {
  const { t } = useTranslation("loyalty");
  const can = useRights();
  const { data, error, refetch, isPlaceholderData } = useQuery(templatesQuery(search));
  const columns = useColumns();
  const isFiltered = Boolean(search.event ?? search.kind ?? search.is_active !== undefined);
  const create = can("templates:manage") ? (
    <ButtonLink to="/templates/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {t("template.new")}
    </ButtonLink>
  ) : null;
  return (
    <>
      <PageHeader title={t("template.title")} text={t("template.text")}>
        {create}
      </PageHeader>
      <Card padding={0}>
        <Filters search={search} onSearch={onSearch} isFiltered={isFiltered} />
        {error ? (
          <RefusalPage error={error} retry={() => void refetch()} />
        ) : (
          <DataTable
            label={t("template.title")}
            columns={columns}
            rows={data?.items}
            rowKey={({ id }) => id}
            isStale={isPlaceholderData}
            empty={
              <EmptyState
                icon={IconDiscount}
                title={t(isFiltered ? "noneFound" : "template.none")}
                text={t(isFiltered ? "noneFoundText" : "template.noneText")}
              >
                {isFiltered ? null : create}
              </EmptyState>
            }
          />
        )}
        {data && data.total > PAGE_SIZE ? (
          <Pager
            page={data.page}
            limit={data.limit}
            total={data.total}
            onPage={(page) => onSearch({ page })}
          />
        ) : null}
      </Card>
    </>
  );
}

function Filters({ search, onSearch, isFiltered }: Props & { isFiltered: boolean }) {
  const { t } = useTranslation(["loyalty", "shared"]);
  const state = search.is_active === undefined ? null : search.is_active ? "active" : "paused";
  return (
    <Group p="md" gap="xs">
      <Select
        aria-label={t("template.event")}
        placeholder={t("template.event")}
        data={EVENTS.map((value) => ({ value, label: t(`template.eventOf.${value}`) }))}
        value={search.event ?? null}
        onChange={(event) => onSearch({ event: event ?? undefined })}
        clearable
        w={200}
      />
      <Select
        aria-label={t("template.kind")}
        placeholder={t("template.kind")}
        data={KINDS.map((value) => ({ value, label: t(`template.kindOf.${value}`) }))}
        value={search.kind ?? null}
        onChange={(kind) => onSearch({ kind: kind ?? undefined })}
        clearable
        w={150}
      />
      <Select
        aria-label={t("code.state")}
        placeholder={t("code.state")}
        data={(["active", "paused"] as const).map((value) => ({
          value,
          label: t(`template.stateOf.${value}`),
        }))}
        value={state}
        onChange={(value) =>
          onSearch({ is_active: value === null ? undefined : value === "active" })
        }
        clearable
        w={150}
      />
      {isFiltered ? (
        <Button
          variant="subtle"
          color="gray"
          onClick={() => onSearch({ event: undefined, kind: undefined, is_active: undefined })}
        >
          {t("shared:list.reset")}
        </Button>
      ) : null}
    </Group>
  );
}

function useColumns(): Column<Template>[] {
  const { t } = useTranslation("loyalty");
  const worth = useWorth();
  return [
    {
      id: "name",
      title: t("template.name"),
      phone: "title",
      cell: ({ id, name }) => (
        <RowLink to="/templates/$templateId" params={{ templateId: id }}>
          {name}
        </RowLink>
      ),
    },
    { id: "worth", title: t("code.worth"), align: "end", phone: "line", cell: worth },
    {
      id: "event",
      title: t("template.event"),
      phone: "line",
      cell: ({ event }) => t(`template.eventOf.${event}`),
    },
    {
      id: "days",
      title: t("template.duration"),
      align: "end",
      phone: "line",
      cell: ({ duration_days }) => t("template.days", { count: duration_days }),
    },
    {
      id: "budget",
      title: t("template.budget"),
      align: "end",
      cell: (template) => <Budget template={template} />,
    },
    {
      id: "state",
      title: t("code.state"),
      phone: "line",
      cell: ({ is_active }) =>
        is_active ? (
          <Badge>{t("template.stateOf.active")}</Badge>
        ) : (
          <Badge color="gray">{t("template.stateOf.paused")}</Badge>
        ),
    },
  ];
}

function Budget({ template }: { template: Template }) {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  const { budget_count, budget_minor, used_count, used_minor } = template;
  const parts = [
    budget_count !== null &&
      t("template.usedOf", {
        used: format.number(used_count ?? 0),
        limit: format.number(budget_count),
      }),
    budget_minor !== null &&
      t("template.usedOf", {
        used: format.money(used_minor ?? 0),
        limit: format.money(budget_minor),
      }),
  ].filter(Boolean);
  return parts.length > 0 ? (
    <Text span size="sm" data-figures>
      {parts.join(", ")}
    </Text>
  ) : null;
}
