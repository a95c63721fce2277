import { Text, Timeline } from "@mantine/core";
import {
  IconArrowBackUp,
  IconBan,
  IconCheck,
  IconFlag,
  IconGavel,
  IconGift,
  IconLockOpen,
  IconX,
  type Icon,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { TextLink } from "@/shared/components/links";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { useRights } from "@/shared/session/me";
import { Reverse } from "./reverse";

type Line = Schemas["StoryLine"];

const SIGNS: Record<Line["step"], readonly [Icon, string]> = {
  issued: [IconGift, "pine"],
  blocked: [IconBan, "red"],
  unblocked: [IconLockOpen, "gray"],
  refused: [IconX, "gray"],
  redeemed: [IconCheck, "pine"],
  undone: [IconArrowBackUp, "orange"],
  reversed: [IconArrowBackUp, "orange"],
  disputed: [IconFlag, "red"],
  dispute_confirmed: [IconGavel, "orange"],
  dispute_rejected: [IconGavel, "gray"],
};

/** The story in order, who and when under each step. */
export function StoryLines({ story }: { story: Schemas["DiscountStory"] }) {
  const can = useRights();
  return (
    <Timeline bulletSize={26} lineWidth={2} active={story.lines.length}>
      {story.lines.map((line, number) => {
        const [Sign, color] = SIGNS[line.step];
        const taken = takenBy(line, story);
        return (
          <Timeline.Item
            // Lines have no number of their own, and only grow at their end.
            key={number}
            color={color}
            bullet={<Sign size={14} stroke={2} aria-hidden />}
            title={<Step line={line} taken={taken} />}
          >
            <Reason line={line} />
            <Who line={line} />
            {taken && taken.canceled_at === null && can("discounts:reverse") ? (
              <Reverse redemption={taken} />
            ) : null}
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}

const takenBy = (line: Line, { redemptions }: Schemas["DiscountStory"]) =>
  line.step === "redeemed" ? redemptions.find(({ id }) => id === line.redemption_id) : undefined;

function Step({ line, taken }: { line: Line; taken: Schemas["RedemptionView"] | undefined }) {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  const money = (minor: number) => format.money(minor, taken?.currency);
  return (
    <Text size="sm" fw={600}>
      {t(`story.step.${line.step}`)}
      {taken?.bill_minor != null ? (
        <Text span inherit fw={400} data-figures>
          {": "}
          {taken.discount_minor === null
            ? t("story.bill", { bill: money(taken.bill_minor) })
            : t("story.billAndDiscount", {
                bill: money(taken.bill_minor),
                discount: money(taken.discount_minor),
              })}
        </Text>
      ) : null}
    </Text>
  );
}

function Reason({ line }: { line: Line }) {
  const { t } = useTranslation("loyalty");
  if (!line.reason) return null;
  return (
    <Text size="sm" style={{ overflowWrap: "anywhere" }}>
      {line.step === "refused"
        ? t(`attempt.outcomeOf.${line.reason as "not_found"}`)
        : t("story.quoted", { text: line.reason })}
    </Text>
  );
}

function Who({ line: { happened_at, actor } }: { line: Line }) {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  const can = useRights();
  const name = actor?.name ?? (actor ? t(`story.nameless.${actor.kind}`) : null);
  const isLinked = actor?.kind === "cashier" && can("cashiers:read");
  return (
    <Text size="xs" c="dimmed">
      {format.dateTime(happened_at)}
      {name ? " · " : null}
      {isLinked ? (
        <TextLink
          to="/cashiers/$cashierId"
          params={{ cashierId: actor.id }}
          underline="always"
          inherit
        >
          {name}
        </TextLink>
      ) : (
        name
      )}
    </Text>
  );
}
