import { Badge, Card, Group, Text } from "@mantine/core";
import { IconUserOff, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { RowLink } from "@/shared/components/links";
import { useFormat } from "@/shared/i18n/format";
import { ChoiceFilter } from "@/shared/lists/choice-filter";
import type { Column } from "@/shared/lists/data-table";
import { FilterRow } from "@/shared/lists/filter-row";
import { PagedTable } from "@/shared/lists/paged-table";
import { SearchInput } from "@/shared/lists/search-input";
import type { ListState } from "@/shared/lists/search-params";
import { useMe } from "@/shared/session/me";
import { type PeopleSearch, type Person, peopleQuery, ROLES } from "../queries/people";
import { nameOf } from "./person-name";

export function PeopleList({ search, onSearch }: ListState<PeopleSearch>) {
  const { t } = useTranslation("accounts");
  const list = useQuery(peopleQuery(search));
  return (
    <Card padding={0}>
      <FilterRow search={search} onSearch={onSearch}>
        <SearchInput
          label={t("person.search")}
          value={search.search}
          onChange={(text) => onSearch({ search: text })}
        />
        <ChoiceFilter
          label={t("person.role")}
          choices={ROLES}
          nameOf={(role) => t(`role.name.${role}`)}
          value={search.role}
          onChange={(role) => onSearch({ role })}
          width={190}
        />
      </FilterRow>
      <PagedTable
        label={t("person.title")}
        list={list}
        search={search}
        onSearch={onSearch}
        columns={useColumns()}
        empty={
          search.tab === "blocked" ? (
            <EmptyState
              icon={IconUserOff}
              title={t("person.noneBlocked")}
              text={t("person.noneBlockedText")}
            />
          ) : (
            <EmptyState icon={IconUsers} title={t("person.none")} />
          )
        }
      />
    </Card>
  );
}

function useColumns(): Column<Person>[] {
  const { t } = useTranslation("accounts");
  const format = useFormat();
  const me = useMe();
  return [
    {
      id: "name",
      title: t("person.name"),
      phone: "title",
      cell: (person) => (
        <>
          <Group gap="2px 8px">
            <RowLink to="/people/$accountId" params={{ accountId: person.id }}>
              {nameOf(person)}
            </RowLink>
            {person.id === me.id ? <Badge>{t("person.you")}</Badge> : null}
          </Group>
          {person.email ? (
            <Text size="xs" c="dimmed">
              {person.email}
            </Text>
          ) : null}
        </>
      ),
    },
    {
      id: "role",
      title: t("person.role"),
      phone: "line",
      cell: ({ role }) => t(`role.name.${role}`),
    },
    {
      id: "telegram",
      title: t("person.telegram"),
      cell: ({ telegram_id, telegram_username }) =>
        telegram_id === null ? (
          <Quiet />
        ) : telegram_username ? (
          `@${telegram_username}`
        ) : (
          t("person.linked")
        ),
    },
    { id: "groups", title: t("person.groups"), cell: (person) => <Notices person={person} /> },
    {
      id: "chat",
      title: t("person.chat"),
      cell: ({ can_broadcast_from_chat }) =>
        can_broadcast_from_chat ? t("person.mayChat") : <Quiet />,
    },
    {
      id: "seen",
      title: t("person.seen"),
      phone: "line",
      cell: ({ last_seen_at }) => (
        <Text span inherit c="dimmed" data-figures>
          {last_seen_at ? format.ago(last_seen_at) : t("person.never")}
        </Text>
      ),
    },
  ];
}

/** An owner hears of everything, whatever was chosen. */
function Notices({ person }: { person: Person }) {
  const { t } = useTranslation("accounts");
  if (person.role === "owner") return t("person.allGroups");
  if (person.notification_groups.length === 0) return <Quiet />;
  return person.notification_groups.map((group) => t(`person.groupOf.${group}`)).join(", ");
}

const Quiet = () => (
  <Text span inherit c="dimmed">
    —
  </Text>
);
