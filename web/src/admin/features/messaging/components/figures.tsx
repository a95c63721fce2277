import { Card, Group, Progress, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import type { Broadcast } from "../queries/broadcasts";
import { useDuration, useReason } from "./words";

interface Props {
  broadcast: Broadcast;
  /** Undefined while it is on its way. */
  stats: Schemas["BroadcastStats"] | undefined;
}

/** How far it is and what it brought. */
export function Figures({ broadcast, stats }: Props) {
  const { t } = useTranslation("messaging");
  const format = useFormat();
  const duration = useDuration();
  if (!stats) return <Skeleton height={180} />;
  const of = (status: Schemas["DeliveryStatus"]) => stats.deliveries[status] ?? 0;
  const wanted = stats.total - of("skipped");
  const done = wanted - of("pending") - of("sending") - of("canceled");
  const isMoving = broadcast.status === "sending";
  const tiles = [
    [t("results.sent"), format.number(of("sent"))],
    [t("results.failed"), format.number(of("failed"))],
    [t("results.blocked"), format.number(of("blocked"))],
    [t("results.unknown"), format.number(of("unknown"))],
    ...(of("canceled") > 0 ? [[t("results.canceled"), format.number(of("canceled"))]] : []),
    [t("results.clicked"), format.number(stats.clicked)],
    ...(broadcast.template_id === null
      ? []
      : [
          [t("results.redeemed"), format.number(stats.redeemed)],
          [t("results.bill"), format.money(stats.bill_minor)],
          [t("results.discount"), format.money(stats.discount_minor)],
        ]),
  ];
  return (
    <>
      <Card>
        <Group justify="space-between" mb={6} data-figures>
          <Text fw={600}>{t("results.done", { done, total: wanted })}</Text>
          <Text size="sm" c="dimmed">
            {isMoving && stats.lasts_seconds > 0
              ? t("results.lasts", { time: duration(stats.lasts_seconds) })
              : format.share(wanted === 0 ? 1 : done / wanted)}
          </Text>
        </Group>
        <Progress
          value={wanted === 0 ? 100 : (100 * done) / wanted}
          animated={isMoving && stats.lasts_seconds > 0}
          color={broadcast.status === "paused" ? "yellow" : "pine"}
          aria-label={t("results.progress")}
        />
        {isMoving && stats.wakes_at ? (
          <Text size="sm" c="dimmed" mt={6}>
            {t("results.asleep", {
              count: stats.asleep,
              time: format.dateTime(stats.wakes_at),
            })}
          </Text>
        ) : null}
      </Card>
      <SimpleGrid cols={{ base: 2, xs: 3, sm: 4 }} spacing="sm">
        {tiles.map(([name, value]) => (
          <Card key={name} padding="sm" data-figures>
            <Text size="xs" c="dimmed">
              {name}
            </Text>
            <Text fz={19} fw={650} lh={1.4}>
              {value}
            </Text>
          </Card>
        ))}
      </SimpleGrid>
      <Breakdown title={t("results.reasons")} counts={stats.reasons} />
      <Breakdown title={t("results.buttons")} counts={stats.clicked_by_button} isPlain />
    </>
  );
}

interface BreakdownProps {
  title: string;
  counts: Record<string, number>;
  /** What is counted is said as it is: words of the shop's own. */
  isPlain?: boolean;
}

function Breakdown({ title, counts, isPlain }: BreakdownProps) {
  const format = useFormat();
  const reason = useReason();
  const entries = Object.entries(counts).sort(([, a], [, b]) => b - a);
  if (entries.length === 0) return null;
  return (
    <Card data-figures>
      <Text fw={600} mb="xs">
        {title}
      </Text>
      <Stack gap={4}>
        {entries.map(([name, number]) => (
          <Group key={name} justify="space-between" gap="xs" wrap="nowrap">
            <Text size="sm">{isPlain ? name : reason(name)}</Text>
            <Text size="sm">{format.number(number)}</Text>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}
