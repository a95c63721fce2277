import { Badge, Tabs } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { useFormat } from "@/shared/i18n/format";
import { useRights } from "@/shared/session/me";
import { type PeopleSearch, TABS, waitingQuery } from "../queries/people";
import { PeopleList } from "./people-list";
import { WaitingPeople } from "./waiting-people";

interface Props {
  search: PeopleSearch;
  onSearch: (patch: Partial<PeopleSearch>) => void;
}

/** Who signs in to the panel, who asks to, and who no longer may. */
export function PeoplePage({ search, onSearch }: Props) {
  const { t } = useTranslation("accounts");
  const format = useFormat();
  const can = useRights();
  const { data: waiting } = useQuery(waitingQuery());
  const tab = search.tab ?? "active";
  return (
    <>
      <PageHeader title={t("person.title")} text={t("person.text")}>
        {can("accounts:manage") ? (
          <ButtonLink to="/people/new" leftSection={<IconUserPlus size={16} stroke={1.8} />}>
            {t("person.add")}
          </ButtonLink>
        ) : null}
      </PageHeader>
      <Tabs
        value={tab}
        onChange={(value) =>
          onSearch({ tab: TABS.find((one) => one === value), search: undefined, role: undefined })
        }
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {TABS.map((one) => (
            <Tabs.Tab
              key={one}
              value={one}
              rightSection={
                one === "waiting" && waiting?.total ? (
                  <Badge size="sm" color="orange" data-figures>
                    {format.number(waiting.total)}
                  </Badge>
                ) : null
              }
            >
              {t(`person.tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab}>
          {tab === "waiting" ? (
            <WaitingPeople page={search.page} onPage={(page) => onSearch({ page })} />
          ) : (
            <PeopleList key={tab} search={search} onSearch={onSearch} />
          )}
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
