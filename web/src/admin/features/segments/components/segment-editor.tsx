import { Select, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSegmentNames } from "../queries/segments";
import type { SegmentDraft } from "../rules/draft";
import classes from "./builder.module.css";
import { useBuilder } from "./builder-context";
import { Fault, PartMenu } from "./part-menu";

interface Props {
  draft: SegmentDraft;
  onChange: (draft: SegmentDraft) => void;
  onCopy: () => void;
  onRemove: () => void;
}

/** Whom another saved segment selects. */
export function SegmentEditor({ draft, onChange, onCopy, onRemove }: Props) {
  const { t } = useTranslation("segments");
  const { freshKey, segmentId } = useBuilder();
  const segments = useSegmentNames(true);
  const name = segments?.find(({ id }) => id === draft.segmentId)?.name ?? t("add.segment");
  const isFresh = freshKey === draft.key;
  return (
    <div
      className={classes["part"]}
      data-excluded={draft.isExcluded || undefined}
      role="group"
      aria-label={name}
    >
      {draft.isExcluded ? <Text className={classes["except"]}>{t("except")}</Text> : null}
      <div className={classes["row"]}>
        <Text size="sm" className={classes["lead"]}>
          {t("fromSegment")}
        </Text>
        <Select
          className={classes["value"]}
          aria-label={t("segment")}
          placeholder={t("chooseSegment")}
          data={(segments ?? [])
            .filter(({ id }) => id !== segmentId)
            .map(({ id, name: label }) => ({ value: String(id), label }))}
          value={draft.segmentId ? String(draft.segmentId) : null}
          onChange={(chosen) => onChange({ ...draft, segmentId: Number(chosen) })}
          nothingFoundMessage={t("noOtherSegments")}
          allowDeselect={false}
          searchable
          autoFocus={isFresh}
        />
      </div>
      <PartMenu name={name} draft={draft} onChange={onChange} onCopy={onCopy} onRemove={onRemove} />
      <Fault of={draft} />
    </div>
  );
}
