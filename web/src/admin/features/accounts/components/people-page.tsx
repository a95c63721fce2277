import { IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { CountedTabs } from "@/shared/lists/counted-tabs";
import type { ListState } from "@/shared/lists/search-params";
import { useRights } from "@/shared/session/me";
import { type PeopleSearch, TABS, waitingQuery } from "../queries/people";
import { PeopleList } from "./people-list";
import { WaitingPeople } from "./waiting-people";

/** Who signs in to the panel, who asks to, and who no longer may. */
export function PeoplePage({ search, onSearch }: ListState<PeopleSearch>) {
  const { t } = useTranslation("accounts");
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
      <CountedTabs
        tabs={TABS}
        value={tab}
        nameOf={(one) => t(`person.tab.${one}`)}
        waiting={{ waiting: waiting?.total }}
        onChange={(one) => onSearch({ tab: one, search: undefined, role: undefined })}
      >
        {tab === "waiting" ? (
          <WaitingPeople page={search.page} onPage={(page) => onSearch({ page })} />
        ) : (
          <PeopleList key={tab} search={search} onSearch={onSearch} />
        )}
      </CountedTabs>
    </>
  );
}
