import { Badge, Card, Text } from "@mantine/core";
import { IconDiscount, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { ButtonLink, RowLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { ChoiceFilter } from "@/shared/lists/choice-filter";
import type { Column } from "@/shared/lists/data-table";
import { FilterRow } from "@/shared/lists/filter-row";
import { PagedTable } from "@/shared/lists/paged-table";
import type { ListState } from "@/shared/lists/search-params";
import { useRights } from "@/shared/session/me";
import { EVENTS, KINDS, type TemplatesSearch, templatesQuery } from "../queries/templates";
import { useWorth } from "./discount-marks";

type Template = Schemas["TemplateView"];
type Props = ListState<TemplatesSearch>;

/** What the shop gives. */
export function TemplatesPage({ search, onSearch }: Props) {
  const { t } = useTranslation("loyalty");
  const list = useQuery(templatesQuery(search));
  return (
    <>
      <PageHeader title={t("template.title")} text={t("template.text")}>
        <NewButton />
      </PageHeader>
      <Card padding={0}>
        <Filters search={search} onSearch={onSearch} />
        <PagedTable
          label={t("template.title")}
          list={list}
          search={search}
          onSearch={onSearch}
          columns={useColumns()}
          empty={
            <EmptyState
              icon={IconDiscount}
              title={t("template.none")}
              text={t("template.noneText")}
            >
              <NewButton />
            </EmptyState>
          }
        />
      </Card>
    </>
  );
}

function NewButton() {
  const { t } = useTranslation("loyalty");
  const can = useRights();
  if (!can("templates:manage")) return null;
  return (
    <ButtonLink to="/templates/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {t("template.new")}
    </ButtonLink>
  );
}

const STATES = ["active", "paused"] as const;

function Filters({ search, onSearch }: Props) {
  const { t } = useTranslation("loyalty");
  const { event, kind, is_active } = search;
  return (
    <FilterRow search={search} onSearch={onSearch}>
      <ChoiceFilter
        label={t("template.event")}
        choices={EVENTS}
        nameOf={(one) => t(`template.eventOf.${one}`)}
        value={event}
        onChange={(chosen) => onSearch({ event: chosen })}
        width={200}
      />
      <ChoiceFilter
        label={t("template.kind")}
        choices={KINDS}
        nameOf={(one) => t(`template.kindOf.${one}`)}
        value={kind}
        onChange={(chosen) => onSearch({ kind: chosen })}
      />
      <ChoiceFilter
        label={t("code.state")}
        choices={STATES}
        nameOf={(one) => t(`template.stateOf.${one}`)}
        value={is_active === undefined ? undefined : is_active ? "active" : "paused"}
        onChange={(chosen) => onSearch({ is_active: chosen && chosen === "active" })}
      />
    </FilterRow>
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
