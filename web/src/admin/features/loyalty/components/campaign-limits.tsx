import { Group, Progress, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import type { Campaign } from "../queries/campaigns";

/** What was taken of each limit the campaign has. */
export function useLimits() {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  return (campaign: Campaign) =>
    (
      [
        ["codes", campaign.issued_count, campaign.codes_limit, format.number],
        ["redemptions", campaign.used_count, campaign.budget_count, format.number],
        ["money", campaign.used_minor, campaign.budget_minor, (sum: number) => format.money(sum)],
      ] as const
    ).flatMap(([id, used, limit, show]) =>
      limit === null
        ? []
        : [
            {
              id,
              name: t(`campaign.limitOf.${id}`),
              share: limit === 0 ? 1 : used / limit,
              words: t("template.usedOf", { used: show(used), limit: show(limit) }),
            },
          ],
    );
}

/** How near a campaign is to its limits. */
export function CampaignLimits({ campaign }: { campaign: Campaign }) {
  const limits = useLimits()(campaign);
  const { t } = useTranslation("loyalty");
  if (limits.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("campaign.noLimits")}
      </Text>
    );
  }
  return (
    <Stack gap="sm">
      {limits.map(({ id, name, share, words }) => (
        <div key={id}>
          <Group justify="space-between" gap="xs" mb={4} data-figures>
            <Text size="sm">{name}</Text>
            <Text size="sm" c="dimmed">
              {words}
            </Text>
          </Group>
          <Progress
            value={Math.min(100, 100 * share)}
            color={share >= 1 ? "orange" : "pine"}
            aria-label={name}
          />
        </div>
      ))}
    </Stack>
  );
}
