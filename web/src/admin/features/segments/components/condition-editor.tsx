import { Select, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Field } from "../queries/segments";
import type { ConditionDraft, Operator } from "../rules/draft";
import { carriedValue, firstValue } from "../rules/values";
import classes from "./builder.module.css";
import { useBuilder } from "./builder-context";
import { ConditionValue } from "./condition-value";
import { Fault, PartMenu } from "./part-menu";

interface Props {
  draft: ConditionDraft;
  onChange: (draft: ConditionDraft) => void;
  onCopy: () => void;
  onRemove: () => void;
}

/** One question about one field: what, how, and with what it is compared. */
export function ConditionEditor({ draft, onChange, onCopy, onRemove }: Props) {
  const { t } = useTranslation("segments");
  const { fields } = useBuilder();
  const field = fields.get(draft.field);
  const name = field?.title ?? t("newCondition");
  return (
    <div
      className={classes["part"]}
      data-excluded={draft.isExcluded || undefined}
      role="group"
      aria-label={name}
    >
      {draft.isExcluded ? <Text className={classes["except"]}>{t("except")}</Text> : null}
      <div className={classes["row"]}>
        <FieldChoice draft={draft} onChange={onChange} />
        {field ? <OperatorChoice field={field} draft={draft} onChange={onChange} /> : null}
        {field ? (
          <ConditionValue
            field={field}
            operator={draft.operator}
            value={draft.value}
            onChange={(value) => onChange({ ...draft, value })}
          />
        ) : null}
      </div>
      <PartMenu name={name} draft={draft} onChange={onChange} onCopy={onCopy} onRemove={onRemove} />
      <Fault of={draft} />
    </div>
  );
}

type Editing = Pick<Props, "draft" | "onChange">;

function FieldChoice({ draft, onChange }: Editing) {
  const { t } = useTranslation("segments");
  const { fields, freshKey } = useBuilder();
  const choose = (name: string | null) => {
    const field = name ? fields.get(name) : undefined;
    const operator = field && usualOperator(field);
    if (!field || !operator) return;
    onChange({ ...draft, field: field.field, operator, value: firstValue(field.type, operator) });
  };
  return (
    <Select
      className={classes["field"]}
      aria-label={t("field")}
      placeholder={t("field")}
      data={grouped([...fields.values()])}
      value={draft.field || null}
      onChange={choose}
      nothingFoundMessage={t("noSuchField")}
      allowDeselect={false}
      searchable
      maxDropdownHeight={340}
      autoFocus={freshKey === draft.key}
      defaultDropdownOpened={freshKey === draft.key && !draft.field}
    />
  );
}

function OperatorChoice({ field, draft, onChange }: Editing & { field: Field }) {
  const { t } = useTranslation("segments");
  // Nothing to choose: the field says it all.
  if (field.operators.length === 1) return null;
  const choose = (chosen: string | null) => {
    const operator = chosen as Operator;
    const value = carriedValue(field.type, draft.operator, operator, draft.value);
    onChange({ ...draft, operator, value });
  };
  return (
    <Select
      className={classes["operator"]}
      aria-label={t("operator")}
      data={field.operators.map(({ operator, title }) => ({ value: operator, label: title }))}
      value={draft.operator}
      onChange={choose}
      allowDeselect={false}
    />
  );
}

/** For birthdays and moments the question is nearly always about days from today. */
const usualOperator = ({ operators }: Field): Operator | undefined =>
  (
    operators.find(({ operator }) => operator === "within_next" || operator === "in_last") ??
    operators[0]
  )?.operator;

function grouped(fields: readonly Field[]) {
  const groups = new Map<string, { value: string; label: string }[]>();
  for (const { field, title, group_title } of fields) {
    groups.set(group_title, [...(groups.get(group_title) ?? []), { value: field, label: title }]);
  }
  return [...groups].map(([group, items]) => ({ group, items }));
}
