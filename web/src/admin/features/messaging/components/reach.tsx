import { Card, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { RefusalAlert } from "@/shared/components/refusal";
import { asProblem } from "@/shared/http/problem";
import { useFormat } from "@/shared/i18n/format";
import { countQuery } from "../queries/broadcasts";
import { audienceOf, type Draft } from "../rules/draft";
import { useDuration, useReason } from "./words";

/** How many will get it, why others will not, and how long it takes. */
export function Reach({ draft }: { draft: Draft }) {
  const { t } = useTranslation("messaging");
  const format = useFormat();
  const duration = useDuration();
  const reason = useReason();
  const [audience] = useDebouncedValue(JSON.stringify(audienceOf(draft)), 300);
  const chosen = JSON.parse(audience) as ReturnType<typeof audienceOf>;
  const { data, error, isPlaceholderData } = useQuery({
    ...countQuery({
      audience: chosen ?? { kind: "everyone" },
      topic: draft.topic,
      is_test: draft.is_test,
    }),
    enabled: chosen !== null,
  });
  if (!chosen) {
    return (
      <Text size="sm" c="dimmed">
        {t("reach.choose")}
      </Text>
    );
  }
  if (error) return <RefusalAlert problem={asProblem(error)} />;
  if (!data) return <Skeleton height={88} />;
  const left = Object.entries(data.left_out).filter(([, number]) => number > 0);
  return (
    <Card padding="md" bg="var(--quiet)" withBorder={false} aria-busy={isPlaceholderData}>
      <Group justify="space-between" align="baseline" gap="xs">
        <Text fw={650} fz="lg" aria-live="polite" data-figures>
          {t("reach.gets", { count: data.reachable })}
        </Text>
        <Text size="sm" c="dimmed">
          {t("reach.lasts", { time: duration(data.lasts_seconds) })}
        </Text>
      </Group>
      {left.length > 0 ? (
        <Stack gap={2} mt="xs" data-figures>
          <Text size="sm" c="dimmed">
            {t("reach.leftOut", { left: data.total - data.reachable, total: data.total })}
          </Text>
          {left.map(([name, number]) => (
            <Group key={name} justify="space-between" gap="xs">
              <Text size="sm">{reason(name)}</Text>
              <Text size="sm">{format.number(number)}</Text>
            </Group>
          ))}
        </Stack>
      ) : null}
    </Card>
  );
}
