import { Badge, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import type { Campaign } from "../queries/campaigns";

const COLOURS: Record<Campaign["state"], string> = {
  running: "pine",
  upcoming: "blue",
  paused: "orange",
  ended: "gray",
  archived: "gray",
};

/** What a campaign is now, and whether it still has something to give. */
export function CampaignState({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation("loyalty");
  const { state, is_exhausted } = campaign;
  return (
    <Group gap={6} component="span" display="inline-flex">
      <Badge color={COLOURS[state]}>{t(`campaign.stateOf.${state}`)}</Badge>
      {is_exhausted ? <Badge color="orange">{t("campaign.exhausted")}</Badge> : null}
    </Group>
  );
}

/** "1 Sep 2026 – 30 Sep 2026"; open ends are said. */
export function usePeriodWords() {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  return ({ starts_on, ends_on }: Pick<Campaign, "starts_on" | "ends_on">) => {
    if (starts_on && ends_on) return `${format.day(starts_on)} – ${format.day(ends_on)}`;
    if (starts_on) return t("campaign.since", { day: format.day(starts_on) });
    return ends_on ? t("campaign.untilDay", { day: format.day(ends_on) }) : t("campaign.openEnd");
  };
}
