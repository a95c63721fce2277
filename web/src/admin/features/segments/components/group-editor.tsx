import { Button, Group, SegmentedControl, Text } from "@mantine/core";
import { IconBracketsContain, IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import {
  copyOf,
  type Draft,
  type GroupDraft,
  newCondition,
  newGroup,
  newSegment,
} from "../rules/draft";
import classes from "./builder.module.css";
import { useBuilder } from "./builder-context";
import { ConditionEditor } from "./condition-editor";
import { Fault, PartMenu } from "./part-menu";
import { SegmentEditor } from "./segment-editor";

interface Props {
  draft: GroupDraft;
  depth: number;
  onChange: (draft: GroupDraft) => void;
  /** What a group inside another can do, and the root cannot. */
  onCopy?: () => void;
  onRemove?: () => void;
}

/** Parts that all hold, or of which one is enough. */
export function GroupEditor({ draft, depth, onChange, onCopy, onRemove }: Props) {
  const { t } = useTranslation("segments");
  const { onAdd } = useBuilder();
  const { parts, join } = draft;
  const replace = (place: number, ...instead: Draft[]) =>
    onChange({ ...draft, parts: parts.toSpliced(place, 1, ...instead) });
  const add = (part: Draft) => {
    onAdd((part.type === "group" && part.parts[0]?.key) || part.key);
    onChange({ ...draft, parts: [...parts, part] });
  };
  return (
    <section
      className={classes["group"]}
      data-root={depth === 0 || undefined}
      data-excluded={draft.isExcluded || undefined}
      aria-label={t(`group.${join}`)}
    >
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Group gap="xs">
          {draft.isExcluded ? <Text className={classes["except"]}>{t("except")}</Text> : null}
          <SegmentedControl
            size="xs"
            aria-label={t("join")}
            value={join}
            onChange={(chosen) => onChange({ ...draft, join: chosen })}
            data={(["and", "or"] as const).map((value) => ({ value, label: t(`group.${value}`) }))}
          />
        </Group>
        {onCopy && onRemove ? (
          <PartMenu
            name={t(`group.${join}`)}
            draft={draft}
            onChange={onChange}
            onCopy={onCopy}
            onRemove={onRemove}
          />
        ) : null}
      </Group>
      <Fault of={draft} />
      {parts.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t(depth === 0 && join === "and" ? "everybody" : `empty.${join}`)}
        </Text>
      ) : (
        <div className={classes["parts"]}>
          {parts.map((part, place) => (
            <Fragment key={part.key}>
              {place > 0 ? (
                <div className={classes["joiner"]} aria-hidden>
                  {t(`joiner.${join}`)}
                </div>
              ) : null}
              <PartEditor
                draft={part}
                depth={depth + 1}
                onChange={(changed) => replace(place, changed)}
                onCopy={() => replace(place, part, copyOf(part))}
                onRemove={() => replace(place)}
              />
            </Fragment>
          ))}
        </div>
      )}
      <AddButtons depth={depth} onAdd={add} />
    </section>
  );
}

interface PartProps {
  draft: Draft;
  depth: number;
  onChange: (draft: Draft) => void;
  onCopy: () => void;
  onRemove: () => void;
}

function PartEditor({ draft, depth, ...acts }: PartProps) {
  switch (draft.type) {
    case "group":
      return <GroupEditor draft={draft} depth={depth} {...acts} />;
    case "segment":
      return <SegmentEditor draft={draft} {...acts} />;
    case "condition":
      return <ConditionEditor draft={draft} {...acts} />;
  }
}

function AddButtons({ depth, onAdd }: { depth: number; onAdd: (part: Draft) => void }) {
  const { t } = useTranslation("segments");
  const { isFull, maxGroups } = useBuilder();
  const look = { size: "xs", variant: "subtle", disabled: isFull } as const;
  return (
    <Group gap={4} ml={-10}>
      <Button {...look} leftSection={<IconPlus size={15} />} onClick={() => onAdd(newCondition())}>
        {t("add.condition")}
      </Button>
      {/* A group holds conditions, and each of those may be excluded: two levels more. */}
      {depth + 2 < maxGroups ? (
        <Button
          {...look}
          color="gray"
          leftSection={<IconBracketsContain size={15} stroke={1.7} />}
          onClick={() => onAdd(newGroup("or", [newCondition()]))}
        >
          {t("add.group")}
        </Button>
      ) : null}
      <Button
        {...look}
        color="gray"
        leftSection={<IconUsersGroup size={15} stroke={1.7} />}
        onClick={() => onAdd(newSegment())}
      >
        {t("add.segment")}
      </Button>
    </Group>
  );
}
