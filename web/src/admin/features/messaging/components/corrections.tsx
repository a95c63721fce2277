import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { TextLink } from "@/shared/components/links";
import { Section } from "@/shared/components/section";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { More } from "@/shared/lists/endless-table";
import { useRights } from "@/shared/session/me";
import { correctionsQuery, useCorrected } from "../queries/broadcasts";
import {
  cancelCorrection,
  pauseCorrection,
  resumeCorrection,
  useForgetBroadcasts,
} from "../queries/changes";
import { useReason } from "./words";

type Correction = Schemas["CorrectionView"];

/** Edits and recalls of what was sent, each with how far it is. */
export function Corrections({ broadcastId }: { broadcastId: number }) {
  const { t } = useTranslation("messaging");
  const { data } = useQuery(correctionsQuery(broadcastId));
  if (!data || data.items.length === 0) return null;
  return (
    <Section title={t("correction.title")}>
      <Stack>
        {data.items.map((one) => (
          <Row key={one.id} correction={one} />
        ))}
      </Stack>
    </Section>
  );
}

function Row({ correction }: { correction: Correction }) {
  const { t } = useTranslation("messaging");
  const can = useRights();
  const format = useFormat();
  const reason = useReason();
  const forget = useForgetBroadcasts();
  const acting = useMutation({
    mutationFn: (act: (one: Correction) => Promise<unknown>) => act(correction),
    onSettled: forget,
  });
  const { status, kind, results } = correction;
  const [isListed, listing] = useDisclosure();
  const total = Object.values(results).reduce((sum, number) => sum + number, 0);
  const done = results["done"] ?? 0;
  const isOpen = status === "running" || status === "paused";
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={550}>
          {t(`correction.kind.${kind}`)} · {t(`correction.status.${status}`)}
        </Text>
        <Text size="sm" c="dimmed" data-figures>
          {t("results.done", { done, total })} · {format.dateTime(correction.created_at)}
        </Text>
      </Group>
      <Progress
        value={total === 0 ? 100 : (100 * done) / total}
        animated={status === "running"}
        aria-label={t(`correction.kind.${kind}`)}
      />
      {correction.reason ? <Text size="sm">{reason(correction.reason)}</Text> : null}
      {Object.entries(correction.reasons).map(([name, number]) => (
        <Text key={name} size="xs" c="dimmed">
          {reason(name)}: {format.number(number)}
        </Text>
      ))}
      <Group gap="xs">
        {isOpen && can("broadcasts:send") ? (
          <>
            <Button
              size="xs"
              variant="default"
              onClick={() =>
                acting.mutate(status === "running" ? pauseCorrection : resumeCorrection)
              }
            >
              {t(status === "running" ? "run.pause" : "run.resume")}
            </Button>
            <Button
              size="xs"
              variant="subtle"
              color="red"
              onClick={() => acting.mutate(cancelCorrection)}
            >
              {t("correction.cancel")}
            </Button>
          </>
        ) : null}
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          aria-expanded={isListed}
          onClick={listing.toggle}
        >
          {t(isListed ? "correction.hide" : "correction.show")}
        </Button>
      </Group>
      {isListed ? <Messages correction={correction} /> : null}
    </Stack>
  );
}

/** What came of it, message by message. */
function Messages({ correction }: { correction: Correction }) {
  const { t } = useTranslation("messaging");
  const reason = useReason();
  const list = useCorrected(correction);
  return (
    <>
      <Stack gap={4} component="ul" p={0} m={0} aria-label={t("correction.title")}>
        {list.data?.pages
          .flatMap(({ items }) => items)
          .map((one) => (
            <Group key={one.id} component="li" justify="space-between" gap="xs">
              <TextLink to="/clients/$clientId" params={{ clientId: one.client_id }} size="sm">
                {one.name || `№ ${one.client_id}`}
              </TextLink>
              <Text size="xs" c="dimmed">
                {[t(`correction.result.${one.result}`), one.reason ? reason(one.reason) : null]
                  .filter(Boolean)
                  .join(" · ")}
              </Text>
            </Group>
          ))}
      </Stack>
      <More list={list} />
    </>
  );
}
