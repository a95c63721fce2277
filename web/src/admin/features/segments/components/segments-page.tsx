import { ActionIcon, Box, Card, Menu, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCopy, IconDots, IconPlus, IconTrash, IconUsersGroup } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { ButtonLink, RowLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import type { Column } from "@/shared/lists/data-table";
import { FilterRow } from "@/shared/lists/filter-row";
import { PagedTable } from "@/shared/lists/paged-table";
import { SearchInput } from "@/shared/lists/search-input";
import type { ListState } from "@/shared/lists/search-params";
import { SortChoice } from "@/shared/lists/sort-choice";
import { useRights } from "@/shared/session/me";
import { type SegmentsSearch, SORTS, segmentsQuery } from "../queries/segments";
import { DeleteSegment } from "./delete-segment";
import { RuleSummary } from "./rule-summary";
import { SegmentCount } from "./segment-count";
import classes from "./segments-page.module.css";

type Segment = Schemas["SegmentView"];

const USUAL_SORT = "name";

export function SegmentsPage({ search, onSearch }: ListState<SegmentsSearch>) {
  const { t } = useTranslation("segments");
  const list = useQuery(segmentsQuery(search));
  return (
    <>
      <PageHeader title={t("title")} text={t("text")}>
        <NewSegment />
      </PageHeader>
      <Card padding={0}>
        <FilterRow search={search} onSearch={onSearch}>
          <SearchInput
            label={t("search")}
            value={search.search}
            onChange={(text) => onSearch({ search: text })}
          />
          <SortChoice
            sorts={SORTS}
            nameOf={(sort) => t(`sort.${sort}`)}
            value={search.sort ?? USUAL_SORT}
            onChange={(sort) => onSearch({ sort })}
          />
        </FilterRow>
        <PagedTable
          label={t("title")}
          list={list}
          search={search}
          onSearch={onSearch}
          usualSort={USUAL_SORT}
          columns={useColumns()}
          empty={
            <EmptyState icon={IconUsersGroup} title={t("none")} text={t("noneText")}>
              <NewSegment />
            </EmptyState>
          }
        />
      </Card>
    </>
  );
}

function useColumns(): Column<Segment>[] {
  const { t } = useTranslation("segments");
  const format = useFormat();
  const can = useRights();
  const columns: Column<Segment>[] = [
    {
      id: "name",
      title: t("name"),
      sort: ["name", "-name"],
      phone: "title",
      cell: (segment) => <Name segment={segment} />,
    },
    {
      id: "count",
      title: t("reached"),
      phone: "line",
      cell: (segment) => <SegmentCount segment={segment} />,
    },
    {
      id: "changed",
      title: t("changed"),
      sort: ["-updated_at", "updated_at"],
      phone: "line",
      cell: ({ updated_at }) => format.ago(updated_at),
    },
  ];
  if (can("segments:manage")) {
    columns.push({
      id: "menu",
      title: "",
      align: "end",
      phone: "line",
      cell: (segment) => <RowMenu segment={segment} />,
    });
  }
  return columns;
}

function Name({ segment }: { segment: Segment }) {
  return (
    <Box>
      <RowLink to="/segments/$segmentId" params={{ segmentId: segment.id }}>
        {segment.name}
      </RowLink>
      {segment.description ? (
        <Text size="xs" c="dimmed" lineClamp={1}>
          {segment.description}
        </Text>
      ) : null}
      <RuleSummary rule={segment.rule} />
    </Box>
  );
}

function RowMenu({ segment }: { segment: Segment }) {
  const { t } = useTranslation(["segments", "shared"]);
  const navigate = useNavigate();
  const [isDeleting, deleting] = useDisclosure();
  return (
    <div className={classes["above"]}>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t("part.menu", { name: segment.name })}>
            <IconDots size={18} stroke={1.7} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconCopy size={16} />}
            onClick={() => void navigate({ to: "/segments/new", search: { from: segment.id } })}
          >
            {t("duplicate.action")}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={deleting.open}>
            {t("shared:action.delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DeleteSegment segment={segment} opened={isDeleting} onClose={deleting.close} />
    </div>
  );
}

function NewSegment() {
  const { t } = useTranslation("segments");
  const can = useRights();
  if (!can("segments:manage")) return null;
  return (
    <ButtonLink to="/segments/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {t("new")}
    </ButtonLink>
  );
}
