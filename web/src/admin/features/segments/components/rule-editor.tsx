import { Stack, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFields } from "../queries/segments";
import { faultsByPart, partsIn, readRule, type Rule, writeRule } from "../rules/draft";
import { gapsIn } from "../rules/values";
import { BuilderContext } from "./builder-context";
import { GroupEditor } from "./group-editor";

interface Props {
  rule: Rule;
  /** `isWhole`: nothing is missing, so the API can be asked about it. */
  onChange: (rule: Rule, isWhole: boolean) => void;
  /** Words by place, as `form.errors` keeps them. Those about this rule are shown in its tree. */
  errors?: Readonly<Record<string, unknown>>;
  /** Where the rule is in what is sent: `rule`, or `audience.rule`. */
  at?: string;
  /** Say at each place what is missing: once somebody wanted to go on. */
  isChecked?: boolean;
  /** The segment that the rule belongs to. */
  segmentId?: number | undefined;
}

/** Whom a rule selects, put together by choosing. Keeps nothing that the rule does not say. */
export function RuleEditor({ rule, onChange, errors, at = "rule", isChecked, segmentId }: Props) {
  const { t } = useTranslation("segments");
  const { items, max_nodes, max_groups } = useFields();
  const [draft, setDraft] = useState(() => readRule(rule));
  const [told, setTold] = useState(rule);
  const [freshKey, setFreshKey] = useState<string | null>(null);
  const fields = useMemo(() => new Map(items.map((field) => [field.field, field])), [items]);
  // Another rule came from outside: a saved version, or a template.
  if (told !== rule) {
    setTold(rule);
    if (JSON.stringify(writeRule(draft)) !== JSON.stringify(rule)) setDraft(readRule(rule));
  }
  const faults = faultsByPart(draft, at, errors ?? {});
  if (isChecked) for (const key of gapsIn(draft)) faults.set(key, t("missing"));
  return (
    <BuilderContext
      value={{
        fields,
        faults,
        freshKey,
        onAdd: setFreshKey,
        isFull: partsIn(draft) >= max_nodes,
        maxGroups: max_groups,
        segmentId,
      }}
    >
      <Stack gap="xs">
        <GroupEditor
          draft={draft}
          depth={0}
          onChange={(next) => {
            const written = writeRule(next);
            setDraft(next);
            setTold(written);
            onChange(written, gapsIn(next).size === 0);
          }}
        />
        {partsIn(draft) >= max_nodes ? (
          <Text size="sm" c="dimmed">
            {t("full", { count: max_nodes })}
          </Text>
        ) : null}
      </Stack>
    </BuilderContext>
  );
}
