import { ActionIcon, Group, Menu, Text } from "@mantine/core";
import {
  IconCopy,
  IconDots,
  IconTrash,
  IconUserMinus,
  IconUserPlus,
  IconX,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Draft } from "../rules/draft";
import classes from "./builder.module.css";
import { useBuilder } from "./builder-context";

interface Props<Part extends Draft> {
  /** What the part is called by those who hear it. */
  name: string;
  draft: Part;
  onChange: (draft: Part) => void;
  onCopy: () => void;
  onRemove: () => void;
}

/** What can be done with any part of a rule. */
export function PartMenu<Part extends Draft>(props: Props<Part>) {
  const { name, draft, onChange, onCopy, onRemove } = props;
  const { t } = useTranslation(["segments", "shared"]);
  const { isFull } = useBuilder();
  return (
    <Group gap={0} wrap="nowrap" className={classes["menu"]}>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon size={32} aria-label={t("part.menu", { name })}>
            <IconDots size={16} stroke={1.7} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={
              draft.isExcluded ? <IconUserPlus size={16} /> : <IconUserMinus size={16} />
            }
            onClick={() => onChange({ ...draft, isExcluded: !draft.isExcluded })}
          >
            {t(draft.isExcluded ? "part.include" : "part.exclude")}
          </Menu.Item>
          <Menu.Item leftSection={<IconCopy size={16} />} disabled={isFull} onClick={onCopy}>
            {t("duplicate.action")}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={onRemove}>
            {t("shared:action.delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ActionIcon
        size={32}
        visibleFrom="sm"
        aria-label={t("part.remove", { name })}
        onClick={onRemove}
      >
        <IconX size={16} stroke={1.7} />
      </ActionIcon>
    </Group>
  );
}

/** What is wrong with a part, under it. */
export function Fault({ of: { key } }: { of: Draft }) {
  const words = useBuilder().faults.get(key);
  if (!words) return null;
  return (
    <Text size="xs" c="var(--mantine-color-error)" role="alert">
      {words}
    </Text>
  );
}
