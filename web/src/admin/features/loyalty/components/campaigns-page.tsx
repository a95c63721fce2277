import { Card, Text } from "@mantine/core";
import { IconPlus, IconRoute } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { ButtonLink, RowLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { useFormat } from "@/shared/i18n/format";
import { ChoiceFilter } from "@/shared/lists/choice-filter";
import type { Column } from "@/shared/lists/data-table";
import { FilterRow } from "@/shared/lists/filter-row";
import { PagedTable } from "@/shared/lists/paged-table";
import { SearchInput } from "@/shared/lists/search-input";
import type { ListState } from "@/shared/lists/search-params";
import { useRights } from "@/shared/session/me";
import {
  type Campaign,
  CAMPAIGN_STATES,
  type CampaignsSearch,
  campaignsQuery,
  useCampaignTemplates,
} from "../queries/campaigns";
import { useLimits } from "./campaign-limits";
import { CampaignState } from "./campaign-marks";
import { ChoiceByName } from "./choice-by-name";

type Props = ListState<CampaignsSearch>;

/** Where clients come from. */
export function CampaignsPage({ search, onSearch }: Props) {
  const { t } = useTranslation("loyalty");
  const list = useQuery(campaignsQuery(search));
  return (
    <>
      <PageHeader title={t("campaign.title")} text={t("campaign.text")}>
        <NewButton />
      </PageHeader>
      <Card padding={0}>
        <Filters search={search} onSearch={onSearch} />
        <PagedTable
          label={t("campaign.title")}
          list={list}
          search={search}
          onSearch={onSearch}
          usualSort="-created_at"
          columns={useColumns()}
          empty={
            <EmptyState icon={IconRoute} title={t("campaign.none")} text={t("campaign.noneText")}>
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
  if (!can("campaigns:manage")) return null;
  return (
    <ButtonLink to="/campaigns/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {t("campaign.new")}
    </ButtonLink>
  );
}

function Filters({ search, onSearch }: Props) {
  const { t } = useTranslation("loyalty");
  const { data: templates } = useCampaignTemplates();
  return (
    <FilterRow search={search} onSearch={onSearch}>
      <SearchInput
        label={t("campaign.search")}
        value={search.search}
        onChange={(text) => onSearch({ search: text })}
      />
      <ChoiceFilter
        label={t("code.state")}
        choices={CAMPAIGN_STATES}
        nameOf={(state) => t(`campaign.stateOf.${state}`)}
        value={search.state}
        onChange={(state) => onSearch({ state })}
      />
      {templates ? (
        <ChoiceByName
          label={t("code.template")}
          choices={templates.items}
          value={search.template_id}
          onChange={(template_id) => onSearch({ template_id })}
        />
      ) : null}
    </FilterRow>
  );
}

function useColumns(): Column<Campaign>[] {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  const limits = useLimits();
  const figure = (
    id: "joined" | "codes_issued" | "codes_redeemed",
    isOnPhone = false,
  ): Column<Campaign> => ({
    id,
    title: t(`campaign.figure.${id}`),
    align: "end",
    ...(isOnPhone ? { phone: "line" as const } : {}),
    cell: ({ figures }) => (
      <Text span inherit data-figures c={figures[id] === 0 ? "dimmed" : undefined}>
        <Text span inherit hiddenFrom="sm">
          {t(`campaign.figure.${id}`)}:{" "}
        </Text>
        {format.number(figures[id])}
      </Text>
    ),
  });
  return [
    {
      id: "name",
      title: t("campaign.name"),
      sort: ["name", "-name"],
      phone: "title",
      cell: ({ id, name, slug }) => (
        <>
          <RowLink to="/campaigns/$campaignId" params={{ campaignId: id }}>
            {name}
          </RowLink>
          <Text size="xs" c="dimmed" ff="monospace">
            ref_{slug}
          </Text>
        </>
      ),
    },
    {
      id: "state",
      title: t("code.state"),
      phone: "line",
      cell: (campaign) => <CampaignState campaign={campaign} />,
    },
    {
      id: "ends",
      title: t("campaign.endsOn"),
      sort: ["ends_at", "-ends_at"],
      cell: (campaign) => (
        <>
          {campaign.ends_on ? format.day(campaign.ends_on) : t("campaign.openEnd")}
          {limits(campaign).map(({ id, name, words }) => (
            <Text key={id} size="xs" c="dimmed" data-figures>
              {name}: {words}
            </Text>
          ))}
        </>
      ),
    },
    figure("joined", true),
    figure("codes_issued", true),
    figure("codes_redeemed", true),
    {
      id: "bills",
      title: t("campaign.bills"),
      align: "end",
      phone: "line",
      cell: ({ figures }) => (
        <Text span inherit data-figures>
          {format.money(figures.money[0]?.bill_minor ?? 0)}
        </Text>
      ),
    },
  ];
}
