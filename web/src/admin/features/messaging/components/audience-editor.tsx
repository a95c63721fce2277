import { MultiSelect, SegmentedControl, Select, Stack, TagsInput, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useRights } from "@/shared/session/me";
import { peopleQuery, segmentsQuery } from "../queries/broadcasts";
import type { AudienceKind, Draft } from "../rules/draft";

interface Props {
  draft: Draft;
  onChange: (patch: Partial<Draft>) => void;
  error?: string | undefined;
}

const KINDS = ["everyone", "segment", "tags", "clients"] as const;

export function AudienceEditor({ draft, onChange, error }: Props) {
  const { t } = useTranslation("messaging");
  const can = useRights();
  const kinds = KINDS.filter((kind) => kind !== "clients" || can("clients:read"));
  const shown: AudienceKind[] = draft.rule ? [...kinds, "rule"] : kinds;
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label={t("audience.title")}
        data={shown.map((value) => ({ value, label: t(`audience.of.${value}`) }))}
        value={draft.audience}
        onChange={(audience) => onChange({ audience })}
        fullWidth
      />
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
        <Text size="sm" c="dimmed">
          {t("audience.ruleHint")}
        </Text>
      ) : null}
    </Stack>
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
  const { data } = useQuery(peopleQuery(search));
  // Those who were found and chosen, so that the next search does not take their names away.
  const [names, setNames] = useState<Record<string, string>>({});
  const found = data?.items.map(({ id, full_name }) => [String(id), full_name] as const) ?? [];
  const known = { ...names, ...Object.fromEntries(found) };
  const options = new Set([...draft.client_ids, ...found.map(([id]) => id)]);
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
