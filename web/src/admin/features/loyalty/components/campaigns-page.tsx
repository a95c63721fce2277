import { Button, Card, Group, Select, Text } from "@mantine/core";
import { IconPlus, IconRoute } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { ButtonLink, RowLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { RefusalPage } from "@/shared/components/refusal";
import { useFormat } from "@/shared/i18n/format";
import { type Column, DataTable } from "@/shared/lists/data-table";
import { Pager } from "@/shared/lists/pager";
import { SearchInput } from "@/shared/lists/search-input";
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

interface Props {
  search: CampaignsSearch;
  onSearch: (patch: Partial<CampaignsSearch>) => void;
}

const NOTHING = { search: undefined, state: undefined, template_id: undefined };

const isFiltered = ({ search, state, template_id }: CampaignsSearch) =>
  Boolean(search ?? state ?? template_id);

/** Where clients come from. */
export function CampaignsPage({ search, onSearch }: Props) {
  const { t } = useTranslation("loyalty");
  const { data, error, refetch, isPlaceholderData } = useQuery(campaignsQuery(search));
  const columns = useColumns();
  return (
    <>
      <PageHeader title={t("campaign.title")} text={t("campaign.text")}>
        <NewButton />
      </PageHeader>
      <Card padding={0}>
        <Filters search={search} onSearch={onSearch} />
        {error ? (
          <RefusalPage error={error} retry={() => void refetch()} />
        ) : (
          <DataTable
            label={t("campaign.title")}
            columns={columns}
            rows={data?.items}
            rowKey={({ id }) => id}
            sort={search.sort ?? "-created_at"}
            onSort={(sort) => onSearch({ sort: sort as CampaignsSearch["sort"] })}
            isStale={isPlaceholderData}
            empty={<Nothing isFiltered={isFiltered(search)} />}
          />
        )}
        {data && data.total > data.limit ? (
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

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useTranslation("loyalty");
  if (isFiltered) {
    return <EmptyState icon={IconRoute} title={t("noneFound")} text={t("noneFoundText")} />;
  }
  return (
    <EmptyState icon={IconRoute} title={t("campaign.none")} text={t("campaign.noneText")}>
      <NewButton />
    </EmptyState>
  );
}

function Filters({ search, onSearch }: Props) {
  const { t } = useTranslation(["loyalty", "shared"]);
  const { data: templates } = useCampaignTemplates();
  return (
    <Group p="md" gap="xs">
      <SearchInput
        label={t("campaign.search")}
        value={search.search}
        onChange={(text) => onSearch({ search: text })}
      />
      <Select
        aria-label={t("code.state")}
        placeholder={t("code.state")}
        data={CAMPAIGN_STATES.map((value) => ({ value, label: t(`campaign.stateOf.${value}`) }))}
        value={search.state ?? null}
        onChange={(state) => onSearch({ state: state ?? undefined })}
        clearable
        w={170}
      />
      {templates ? (
        <ChoiceByName
          label={t("code.template")}
          choices={templates.items}
          value={search.template_id}
          onChange={(template_id) => onSearch({ template_id })}
        />
      ) : null}
      {isFiltered(search) ? (
        <Button variant="subtle" color="gray" onClick={() => onSearch(NOTHING)}>
          {t("shared:list.reset")}
        </Button>
      ) : null}
    </Group>
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
