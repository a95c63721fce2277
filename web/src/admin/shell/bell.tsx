import { ActionIcon, Group, Indicator, Popover, Skeleton, Text } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconBell, IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe, useRights } from "@/shared/session/me";
import { kept } from "@/shared/storage";
import { AttentionList } from "../features/analytics/components/attention-list";
import { ATTENTION_RIGHTS, attentionQuery } from "../features/analytics/queries/dashboard";
import classes from "./shell.module.css";

const MOST = 99;

/**
 * How much waits for a person. The number goes when the matter is settled, by whomever; looking
 * only turns it from red to quiet. That is why the look is remembered in this browser, for each
 * account, and not for all of its devices: it is about what these eyes have seen.
 */
export function Bell() {
  const can = useRights();
  return ATTENTION_RIGHTS.some(can) ? <AttentionBell /> : null;
}

function AttentionBell() {
  const { t } = useTranslation("shell");
  const [isOpen, { toggle, close }] = useDisclosure();
  const items = useQuery(attentionQuery).data?.items ?? [];
  const { hasNew, look } = useLooks(items[0]?.since);
  // Wherever the focus is: a turned phone takes it out of the list.
  useHotkeys(isOpen ? [["Escape", close]] : []);
  const press = () => {
    look();
    toggle();
  };
  return (
    <Popover
      opened={isOpen}
      onChange={close}
      position="bottom-end"
      width={340}
      shadow="md"
      radius="lg"
      trapFocus
    >
      <Indicator
        label={Math.min(items.length, MOST)}
        disabled={items.length === 0}
        color={hasNew ? "red" : "gray.7"}
        size={18}
        offset={6}
      >
        <Popover.Target>
          <ActionIcon onClick={press} aria-label={t("bell.label", { count: items.length })}>
            <IconBell size={20} stroke={1.7} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown aria-label={t("bell.title")} py="sm">
        <Text size="sm" fw={650} mb={2}>
          {t("bell.title")}
        </Text>
        {items.length > 0 ? (
          <div className={classes["waiting"]}>
            <Suspense fallback={<Skeleton height={54} />}>
              <AttentionList items={items} onChoose={close} />
            </Suspense>
          </div>
        ) : (
          <Group gap="xs" py={6} wrap="nowrap" c="dimmed">
            <IconCircleCheck size={20} stroke={1.6} aria-hidden />
            <Text size="sm">{t("bell.none")}</Text>
          </Group>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

/** Whether something came since this person last looked here. */
function useLooks(newest: string | undefined) {
  const mark = kept(`dvorik.bell.${useMe().id}`);
  const [looked, setLooked] = useState(() => mark.read() ?? "");
  return {
    hasNew: newest !== undefined && Date.parse(newest) > (Date.parse(looked) || 0),
    look: () => {
      if (newest === undefined) return;
      mark.write(newest);
      setLooked(newest);
    },
  };
}
