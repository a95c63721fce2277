import { Badge, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { PageHeader } from "@/shared/components/page-header";
import { useFormat } from "@/shared/i18n/format";
import { type CashiersSearch, requestsQuery, TABS } from "../queries/cashiers";
import { CashierList } from "./cashier-list";
import { CashierRequests } from "./cashier-requests";

interface Props {
  search: CashiersSearch;
  onSearch: (patch: Partial<CashiersSearch>) => void;
}

/** Who works at the till, who asks to, and who did. */
export function CashiersPage({ search, onSearch }: Props) {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  const { data: requests } = useQuery(requestsQuery());
  const tab = search.tab ?? "active";
  return (
    <>
      <PageHeader title={t("cashier.title")} text={t("cashier.text")} />
      <Tabs
        value={tab}
        onChange={(value) => onSearch({ tab: TABS.find((one) => one === value) })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {TABS.map((one) => (
            <Tabs.Tab
              key={one}
              value={one}
              rightSection={
                one === "requests" && requests?.total ? (
                  <Badge size="sm" color="orange" data-figures>
                    {format.number(requests.total)}
                  </Badge>
                ) : null
              }
            >
              {t(`cashier.tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab}>
          {tab === "requests" ? (
            <CashierRequests page={search.page} onPage={(page) => onSearch({ page })} />
          ) : (
            <CashierList key={tab} search={search} onSearch={onSearch} />
          )}
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
