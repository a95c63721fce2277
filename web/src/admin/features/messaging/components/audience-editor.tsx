import {
  Chip,
  Group,
  Input,
  MultiSelect,
  Select,
  Skeleton,
  Stack,
  TagsInput,
  Text,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRights } from "@/shared/session/me";
import { namesQuery, peopleQuery, segmentsQuery } from "../queries/broadcasts";
import type { AudienceKind, Draft, Rule } from "../rules/draft";
import type { RuleSlot } from "./rule-slot";

interface Props {
  draft: Draft;
  onChange: (patch: Partial<Draft>) => void;
  error?: string | undefined;
}

const KINDS = ["everyone", "segment", "rule", "tags", "clients"] as const;
const EVERYBODY: Rule = { type: "and", rules: [] };
/** The API's name of the place: the kind of the audience, and its field. */
const RULE_PLACE = "audience.rule.rule";

interface AudienceProps extends Props {
  /** Words by place in what is sent, for those who know their way in a rule. */
  places: Readonly<Record<string, string>>;
  ruleEditor: RuleSlot;
}

export function AudienceEditor({ draft, onChange, error, places, ruleEditor }: AudienceProps) {
  const { t } = useTranslation("messaging");
  const can = useRights();
  const mayUse: Record<AudienceKind, boolean> = {
    everyone: true,
    segment: can("segments:read"),
    rule: can("segments:read"),
    tags: true,
    clients: can("clients:read"),
  };
  const choose = (audience: AudienceKind) =>
    onChange(audience === "rule" ? { audience, rule: draft.rule ?? EVERYBODY } : { audience });
  return (
    <Stack gap="sm">
      <Chip.Group
        value={draft.audience}
        onChange={(kind) => choose(KINDS.find((one) => one === kind) ?? "everyone")}
      >
        <Group gap={6} role="radiogroup" aria-label={t("audience.title")}>
          {KINDS.filter((kind) => mayUse[kind] || draft.audience === kind).map((kind) => (
            <Chip key={kind} value={kind} variant="outline" size="sm">
              {t(`audience.of.${kind}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {draft.audience === "tags" ? (
        <TagsInput
          label={t("audience.tags")}
          description={t("audience.tagsHint")}
          value={draft.tags}
          onChange={(tags) => onChange({ tags })}
          error={error}
        />
      ) : null}
      {draft.audience === "segment" ? (
        <SegmentChoice draft={draft} onChange={onChange} error={error} />
      ) : null}
      {draft.audience === "clients" ? (
        <People draft={draft} onChange={onChange} error={error} />
      ) : null}
      {draft.audience === "rule" ? (
        <RuleChoice
          draft={draft}
          onChange={onChange}
          error={error}
          places={places}
          ruleEditor={ruleEditor}
        />
      ) : null}
    </Stack>
  );
}

function RuleChoice({ draft, onChange, error, places, ruleEditor: Editor }: AudienceProps) {
  const { t } = useTranslation("messaging");
  const can = useRights();
  if (!can("segments:read")) {
    return (
      <Text size="sm" c="dimmed">
        {t("audience.ruleHint")}
      </Text>
    );
  }
  return (
    <Suspense fallback={<Skeleton height={120} />}>
      <Editor
        rule={draft.rule ?? EVERYBODY}
        onChange={(rule, is_rule_whole) => onChange({ rule, is_rule_whole })}
        errors={places}
        at={RULE_PLACE}
        isChecked={error !== undefined}
      />
      {error ? <Input.Error role="alert">{error}</Input.Error> : null}
    </Suspense>
  );
}

function SegmentChoice({ draft, onChange, error }: Props) {
  const { t } = useTranslation("messaging");
  const { data } = useQuery(segmentsQuery);
  return (
    <Select
      label={t("audience.segment")}
      placeholder={t("audience.chooseSegment")}
      data={data?.items.map(({ id, name }) => ({ value: String(id), label: name })) ?? []}
      nothingFoundMessage={t("audience.noSegments")}
      value={draft.segment_id}
      onChange={(segment_id) => onChange({ segment_id })}
      searchable
      error={error}
    />
  );
}

function People({ draft, onChange, error }: Props) {
  const { t } = useTranslation("messaging");
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), 300);
  const found = useQuery(peopleQuery(search, draft.is_test)).data?.items ?? [];
  const [before] = useState(draft.client_ids);
  const chosenBefore = useQuery(namesQuery(before, draft.is_test)).data?.items ?? [];
  // Those who were found and chosen, so that the next search does not take their names away.
  const [names, setNames] = useState<Record<string, string>>({});
  const known = {
    ...names,
    ...Object.fromEntries([...chosenBefore, ...found].map((one) => [one.id, one.full_name])),
  };
  const options = new Set([...draft.client_ids, ...found.map(({ id }) => String(id))]);
  return (
    <MultiSelect
      label={t("audience.people")}
      placeholder={draft.client_ids.length > 0 ? "" : t("audience.findPeople")}
      data={[...options].map((value) => ({ value, label: known[value] || `№ ${value}` }))}
      nothingFoundMessage={t("audience.nobodyFound")}
      value={draft.client_ids}
      onChange={(client_ids) => {
        setNames(known);
        onChange({ client_ids });
      }}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options: all }) => all}
      error={error}
    />
  );
}
