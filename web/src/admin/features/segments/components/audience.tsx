import { Card, Group, Progress, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { RefusalAlert } from "@/shared/components/refusal";
import type { Schemas } from "@/shared/http/api";
import { asProblem } from "@/shared/http/problem";
import { useFormat } from "@/shared/i18n/format";
import { countQuery } from "../queries/segments";
import type { Rule } from "../rules/draft";
import classes from "./audience.module.css";

type Count = Schemas["AudienceCount"];

interface Props {
  rule: Rule;
  /** False while the rule misses something: then the last figures stay, and pale. */
  isWhole: boolean;
}

/** How many people get a message, and why the others do not. */
export function Audience({ rule, isWhole }: Props) {
  const { t } = useTranslation("segments");
  const { data, error, isFetching } = useQuery({ ...countQuery(rule), enabled: isWhole });
  const problem = error ? asProblem(error) : null;
  return (
    <Card component="section" aria-labelledby="audience" className={classes["audience"]}>
      <Stack gap="sm">
        <Title order={2} id="audience">
          {t("audience.title")}
        </Title>
        {!isWhole ? (
          <Text size="sm" c="dimmed">
            {t("audience.incomplete")}
          </Text>
        ) : null}
        {problem && problem.status !== 422 ? <RefusalAlert problem={problem} /> : null}
        {problem?.status === 422 ? (
          <Text size="sm" c="dimmed">
            {t("audience.refused")}
          </Text>
        ) : null}
        {data ? (
          <div
            className={classes["figures"]}
            data-stale={isFetching || !isWhole || Boolean(problem) || undefined}
          >
            <Figures count={data} />
          </div>
        ) : isWhole && !problem ? (
          <Skeleton height={120} />
        ) : null}
      </Stack>
    </Card>
  );
}

/** The figures in a line that stays in sight: on a phone the rule is longer than the screen. */
export function AudienceLine({ rule, isWhole }: Props) {
  const { t } = useTranslation("segments");
  const format = useFormat();
  const { data, isFetching } = useQuery({ ...countQuery(rule), enabled: isWhole });
  if (!data) return null;
  const { reached, selected, is_estimate } = data;
  return (
    <Text
      className={classes["line"]}
      hiddenFrom="md"
      c={isFetching || !isWhole ? "dimmed" : undefined}
      aria-hidden
    >
      {t("audience.brief", {
        about: is_estimate ? "≈ " : "",
        reached: format.number(reached),
        selected: format.number(selected),
      })}
    </Text>
  );
}

function Figures({ count }: { count: Count }) {
  const { t } = useTranslation("segments");
  const format = useFormat();
  const about = count.is_estimate ? "≈ " : "";
  const share = count.selected ? (count.reached / count.selected) * 100 : 0;
  return (
    <Stack gap="sm">
      <div aria-live="polite" aria-atomic>
        <Text className={classes["reached"]} data-figures>
          {about}
          {format.number(count.reached)}
        </Text>
        <Text size="sm" c="dimmed">
          {t("audience.of", { count: count.selected, about })}
        </Text>
      </div>
      <Progress value={share} size="sm" aria-label={t("audience.share")} />
      {count.is_estimate ? (
        <Text size="xs" c="dimmed">
          {t("audience.estimate")}
        </Text>
      ) : null}
      {count.left_out.length > 0 ? <LeftOut count={count} about={about} /> : null}
    </Stack>
  );
}

function LeftOut({ count, about }: { count: Count; about: string }) {
  const { t } = useTranslation("segments");
  const sayReason = useReasons();
  const format = useFormat();
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4}>
        {t("audience.leftOut")}
      </Text>
      <dl className={classes["reasons"]}>
        {count.left_out.map(({ reason, count: people }) => (
          <Group key={reason} justify="space-between" wrap="nowrap" gap="sm">
            <Text component="dt" size="sm">
              {sayReason(reason)}
            </Text>
            <Text component="dd" size="sm" fw={550} m={0} data-figures>
              {about}
              {format.number(people)}
            </Text>
          </Group>
        ))}
      </dl>
    </div>
  );
}

/** Features of the API may add reasons that came after these words. */
export function useReasons() {
  const { t, i18n } = useTranslation("segments");
  return (reason: string) =>
    i18n.exists(`segments:reason.${reason}`)
      ? t(`reason.${reason}` as "reason.other")
      : t("reason.other");
}
