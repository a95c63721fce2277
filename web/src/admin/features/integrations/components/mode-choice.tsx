import { Radio, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { describeProblem } from "@/shared/http/describe";
import { asProblem } from "@/shared/http/problem";
import { useRights } from "@/shared/session/me";
import { useChooseMode } from "../queries/telegram";
import { type Bots, choiceOf } from "../rules/mode";

/** How messages reach both bots. A press is the choice; the cards below show what it led to. */
export function ModeChoice({ bots }: { bots: Bots }) {
  const { t } = useTranslation("integrations");
  const can = useRights();
  const choose = useChooseMode();
  const isReadOnly = !can("settings:edit") || !can("system:manage");
  const hasNoAddress = bots.webhook_base === null;
  return (
    <Radio.Group
      label={t("bots.mode.label")}
      description={
        bots.chosen_mode === null
          ? t("bots.mode.asInstalled")
          : t("bots.mode.overruled", { mode: bots.default_mode })
      }
      // A press is seen at once; what it led to is told by the server.
      value={choose.isPending ? (choose.variables ?? bots.default_mode) : bots.mode}
      onChange={(wanted) => choose.mutate(choiceOf(wanted, bots))}
      error={choose.error ? describeProblem(asProblem(choose.error)) : null}
    >
      <Stack gap="xs" mt="sm">
        <Radio
          value="polling"
          label={t("bots.mode.polling")}
          description={t("bots.mode.pollingText")}
          disabled={isReadOnly}
        />
        <Radio
          value="webhook"
          label={t("bots.mode.webhook")}
          description={
            hasNoAddress
              ? t("bots.mode.webhookNeeds")
              : t("bots.mode.webhookText", { address: bots.webhook_base })
          }
          disabled={isReadOnly || (hasNoAddress && bots.mode !== "webhook")}
        />
      </Stack>
      {isReadOnly ? (
        <Text size="sm" c="dimmed" mt="xs">
          {t("bots.mode.readOnly")}
        </Text>
      ) : null}
    </Radio.Group>
  );
}
