import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { BackLink } from "@/shared/components/links";
import { PagePending } from "@/shared/components/page-pending";
import { RefusalPage } from "@/shared/components/refusal";
import { useRights } from "@/shared/session/me";
import { broadcastQuery, type BroadcastSearch } from "../queries/broadcasts";
import { Composer } from "./composer";
import { Results } from "./results";
import type { RuleSlot } from "./rule-slot";

interface Props {
  /** Null for a new one. */
  broadcastId: number | null;
  search: BroadcastSearch;
  onSearch: (patch: Partial<BroadcastSearch>) => void;
  onShow: (broadcastId: number, ask?: BroadcastSearch["ask"]) => void;
  onList: () => void;
  ruleEditor: RuleSlot;
}

/** One broadcast: what is written while it has not left, what came of it afterwards. */
export function BroadcastPage(props: Props) {
  const { broadcastId, search, onSearch, onShow, onList, ruleEditor } = props;
  const { t } = useTranslation("messaging");
  const can = useRights();
  const { data, error, refetch } = useQuery({
    ...broadcastQuery(broadcastId ?? 0),
    enabled: broadcastId !== null,
  });
  const back = <BackLink to="/broadcasts">{t("list.title")}</BackLink>;
  if (error) return <RefusalPage error={error} retry={() => void refetch()} />;
  if (broadcastId !== null && !data) return <PagePending />;
  const isWritten =
    !data || data.status === "draft" || (data.status === "scheduled" && search.ask === "edit");
  if (isWritten && can("broadcasts:edit")) {
    return (
      <Composer
        key={broadcastId}
        broadcast={data ?? null}
        ask={search.ask}
        onShow={onShow}
        onList={onList}
        ruleEditor={ruleEditor}
        back={back}
      />
    );
  }
  return data ? (
    <Results
      broadcast={data}
      search={search}
      onSearch={onSearch}
      onShow={onShow}
      onList={onList}
      back={back}
    />
  ) : null;
}
