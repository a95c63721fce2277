import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { PageHeader } from "@/shared/components/page-header";
import { CountedTabs } from "@/shared/lists/counted-tabs";
import type { ListState } from "@/shared/lists/search-params";
import { type CashiersSearch, requestsQuery, TABS } from "../queries/cashiers";
import { CashierList } from "./cashier-list";
import { CashierRequests } from "./cashier-requests";

/** Who works at the till, who asks to, and who did. */
export function CashiersPage({ search, onSearch }: ListState<CashiersSearch>) {
  const { t } = useTranslation("loyalty");
  const { data: requests } = useQuery(requestsQuery());
  const tab = search.tab ?? "active";
  return (
    <>
      <PageHeader title={t("cashier.title")} text={t("cashier.text")} />
      <CountedTabs
        tabs={TABS}
        value={tab}
        nameOf={(one) => t(`cashier.tab.${one}`)}
        waiting={{ requests: requests?.total }}
        onChange={(one) => onSearch({ tab: one })}
      >
        {tab === "requests" ? (
          <CashierRequests page={search.page} onPage={(page) => onSearch({ page })} />
        ) : (
          <CashierList key={tab} search={search} onSearch={onSearch} />
        )}
      </CountedTabs>
    </>
  );
}
