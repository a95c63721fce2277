import { Button, Card, Grid, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { AskButton } from "@/shared/components/ask-button";
import { Fact, Facts } from "@/shared/components/facts";
import { TextLink } from "@/shared/components/links";
import { Section } from "@/shared/components/section";
import { toastWhenDone } from "@/shared/components/toasts";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { useRights } from "@/shared/session/me";
import { useBlock } from "../queries/codes";
import { CodeText } from "./code-text";
import { DiscountState, lastMoment, useWorth } from "./discount-marks";
import { StoryLines } from "./story-lines";
import { VerdictButtons } from "./verdict";
import { weekdayWords } from "./weekday-names";

type DiscountStory = Schemas["DiscountStory"];

/** Everything about one code: what it promises, what happened to it, what can be done about it. */
export function Story({ story }: { story: DiscountStory }) {
  const { t } = useTranslation("loyalty");
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Card component="section" aria-label={story.code}>
          <Stack gap="md">
            <Group justify="space-between">
              <Title order={2}>
                <CodeText code={story.code} size="1.4rem" />
              </Title>
              <DiscountState state={story.state} />
            </Group>
            <Terms story={story} />
            <Deeds story={story} />
          </Stack>
        </Card>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Section title={t("story.title")}>
          <StoryLines story={story} />
        </Section>
      </Grid.Col>
    </Grid>
  );
}

function Terms({ story }: { story: DiscountStory }) {
  const { t, i18n } = useTranslation(["loyalty", "shared"]);
  const format = useFormat();
  const can = useRights();
  const worth = useWorth();
  const { weekdays, from_time, until_time } = story;
  const times = [
    weekdays && weekdayWords(weekdays, i18n.language),
    from_time && until_time && `${from_time.slice(0, 5)}–${until_time.slice(0, 5)}`,
  ]
    .filter(Boolean)
    .join(", ");
  return (
    <Facts>
      <Fact name={t("code.template")}>{story.template_name}</Fact>
      <Fact name={t("code.worth")}>{worth(story)}</Fact>
      <Fact name={t("code.client")}>
        {can("clients:read") ? (
          <TextLink to="/clients/$clientId" params={{ clientId: story.client_id }} inherit>
            {story.client_name}
          </TextLink>
        ) : (
          story.client_name
        )}
      </Fact>
      <Fact name={t("code.goodUntil")}>{format.date(lastMoment(story.expires_at))}</Fact>
      <Fact name={t("code.uses")}>
        {t("code.usesOf", {
          used: format.number(story.used_count),
          limit: format.number(story.usage_limit),
        })}
      </Fact>
      {story.min_bill_minor === null ? null : (
        <Fact name={t("code.minBill")}>{format.money(story.min_bill_minor)}</Fact>
      )}
      {story.max_discount_minor === null ? null : (
        <Fact name={t("code.maxDiscount")}>{format.money(story.max_discount_minor)}</Fact>
      )}
      {times ? <Fact name={t("code.validAt")}>{times}</Fact> : null}
      {story.requires_subscription ? (
        <Fact name={t("code.forWhom")}>{t("code.subscribersOnly")}</Fact>
      ) : null}
      {story.is_test ? <Fact name={t("code.test")}>{t("shared:yes")}</Fact> : null}
    </Facts>
  );
}

/** What may be done now, by whoever may. */
function Deeds({ story }: { story: DiscountStory }) {
  const { t } = useTranslation("loyalty");
  const can = useRights();
  const open = story.disputes.find(({ status }) => status === "open");
  return (
    <Stack gap="xs">
      {open && can("disputes:resolve") ? (
        <>
          <Text size="sm">{t("story.openDispute")}</Text>
          <VerdictButtons disputeId={open.id} />
        </>
      ) : null}
      <Group gap="xs">{can("discounts:issue") ? <Block story={story} /> : null}</Group>
    </Stack>
  );
}

function Block({ story }: { story: DiscountStory }) {
  const { t } = useTranslation("loyalty");
  const block = useBlock();
  const { id: discountId, code, state } = story;
  if (story.blocked_at !== null) {
    return (
      <Button
        variant="default"
        loading={block.isPending}
        onClick={() =>
          toastWhenDone(
            block.mutateAsync({ discountId, isBlocked: false }),
            t("block.undone", { code }),
          )
        }
      >
        {t("block.undo")}
      </Button>
    );
  }
  if (state === "used" || state === "expired") return null;
  return (
    <AskButton
      verb={t("block.action")}
      title={t("block.title", { code })}
      isDangerous
      act={() => block.mutateAsync({ discountId, isBlocked: true })}
      done={t("block.done", { code })}
    >
      {t("block.text")}
    </AskButton>
  );
}
