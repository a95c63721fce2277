import { Card, Group, SimpleGrid, Skeleton, Stack, Text, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { RefusalPage } from "@/shared/components/refusal";
import { Section } from "@/shared/components/section";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { dayBefore } from "@/shared/i18n/zone";
import { useMe } from "@/shared/session/me";
import { type Campaign, type CampaignSearch, funnelQuery } from "../queries/campaigns";
import { isEmptyFunnel, stepsOf } from "./campaign-steps";
import classes from "./campaign-funnel.module.css";
import { PeriodChoice } from "./period-choice";

type Funnel = Schemas["Funnel"];

interface Props {
  campaign: Campaign;
  search: CampaignSearch;
  onSearch: (patch: CampaignSearch) => void;
}

/** From a press of the link to money at the till. */
export function CampaignFunnel({ campaign, search, onSearch }: Props) {
  const { t } = useTranslation("loyalty");
  const { timezone } = useMe().shop;
  const period = search.period ?? "all";
  const fromOn = period === "all" ? undefined : dayBefore(Number(period) - 1, timezone);
  const { data, error, refetch, isPlaceholderData } = useQuery(funnelQuery(campaign.id, fromOn));
  return (
    <Stack gap="lg">
      <Section
        title={t("funnel.title")}
        aside={<PeriodChoice value={period} onChange={(wanted) => onSearch({ period: wanted })} />}
      >
        {error ? (
          <RefusalPage error={error} retry={() => void refetch()} />
        ) : data ? (
          <Steps funnel={data} isStale={isPlaceholderData} />
        ) : (
          <Skeleton height={280} />
        )}
      </Section>
      {data && !isEmptyFunnel(data.total) ? (
        <>
          <Money funnel={data} />
          <Days funnel={data} />
        </>
      ) : null}
    </Stack>
  );
}

function Steps({ funnel, isStale }: { funnel: Funnel; isStale: boolean }) {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  const { total } = funnel;
  return (
    <>
      <ol className={classes["steps"]} data-stale={isStale || undefined} data-figures>
        {stepsOf(total).map(({ id, count, of, width, share }) => (
          <li key={id}>
            <Group justify="space-between" gap="xs" wrap="nowrap" align="baseline">
              <Text size="sm">{t(`funnel.step.${id}`)}</Text>
              <Text fw={650} fz={18} lh={1.2}>
                {format.number(count)}
              </Text>
            </Group>
            <div className={classes["bar"]} aria-hidden>
              <div className={classes["fill"]} style={{ width: `${100 * width}%` }} />
            </div>
            {of === null || share === null ? null : (
              <Text size="xs" c="dimmed" mt={4}>
                {t(`funnel.of.${of}`, { share: format.share(share) })}
              </Text>
            )}
          </li>
        ))}
      </ol>
      {isEmptyFunnel(total) ? (
        <Text size="sm" c="dimmed" mt="lg">
          {t("funnel.empty")}
        </Text>
      ) : null}
    </>
  );
}

function Money({ funnel }: { funnel: Funnel }) {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  const { redemptions, money, joined, subscribed } = funnel.total;
  const [own] = money;
  const [people] = funnel.people_money;
  const tiles = [
    ["redemptions", format.number(redemptions)],
    ["bills", format.money(own?.bill_minor ?? 0)],
    ["discounts", format.money(own?.discount_minor ?? 0)],
    ["average", own?.bills ? format.money(Math.round(own.bill_minor / own.bills)) : "—"],
    [
      "subscribed",
      t("template.usedOf", {
        used: format.number(subscribed),
        limit: format.number(joined),
      }),
    ],
    ["people", format.money((people?.bill_minor ?? 0) + (people?.orders_minor ?? 0))],
  ] as const;
  return (
    <SimpleGrid cols={{ base: 2, xs: 3 }} spacing="sm">
      {tiles.map(([id, value]) => (
        <Card key={id} padding="sm" data-figures>
          <Text size="xs" c="dimmed">
            {t(`funnel.money.${id}`)}
          </Text>
          <Text fz={20} fw={650} lh={1.3}>
            {value}
          </Text>
        </Card>
      ))}
    </SimpleGrid>
  );
}

/** When people pressed: a poster that came down shows. */
function Days({ funnel }: { funnel: Funnel }) {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  const { points, step } = funnel;
  const most = Math.max(1, ...points.map(({ clicks }) => clicks));
  const nameOf = (point: Schemas["FunnelPoint"]) =>
    point.from_on === point.until_on
      ? format.day(point.from_on)
      : `${format.day(point.from_on)} – ${format.day(point.until_on)}`;
  const [first, last] = [points[0], points.at(-1)];
  if (points.length < 2 || !first || !last) return null;
  return (
    <Section title={t(`funnel.by.${step}`)}>
      <ul className={classes["days"]}>
        {points.map((point) => {
          const words = t("funnel.point", {
            day: nameOf(point),
            clicks: point.clicks,
            joined: point.joined,
          });
          return (
            <Tooltip key={point.from_on} label={words} openDelay={0}>
              <li
                className={classes["day"]}
                aria-label={words}
                data-empty={!point.clicks || undefined}
              >
                <span style={{ height: `${(100 * point.clicks) / most}%` }} />
              </li>
            </Tooltip>
          );
        })}
      </ul>
      <Group justify="space-between" mt={6}>
        <Text size="xs" c="dimmed">
          {format.day(first.from_on)}
        </Text>
        <Text size="xs" c="dimmed">
          {format.day(last.until_on)}
        </Text>
      </Group>
    </Section>
  );
}
