import { Badge } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { attentionQuery } from "../queries/dashboard";
import { AttentionList } from "./attention-list";
import { Block, Quiet } from "./block";

const SHOWN = 5;

/** What waits for a person, the newest of it. The bell has all. */
export function AttentionCard() {
  const { t } = useTranslation("analytics");
  const { data, error, isPending } = useQuery(attentionQuery);
  const items = data?.items ?? [];
  return (
    <Block
      title={t("attention.title")}
      mark={items.length > 0 ? <Badge color="orange">{items.length}</Badge> : null}
      error={error}
      isPending={isPending}
    >
      {items.length > 0 ? (
        <AttentionList items={items.slice(0, SHOWN)} />
      ) : (
        <Quiet icon={IconCircleCheck}>{t("attention.none")}</Quiet>
      )}
    </Block>
  );
}
