import { Button, Card, Group, Select, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ListState } from "@/shared/lists/search-params";
import { actorsQuery, type AuditSearch, bySubject, type Entry, typesQuery } from "../queries/audit";
import { useWords } from "./use-words";

interface Props extends ListState<AuditSearch> {
  /** What is shown, to call the one thing it is about by its name. */
  entries: readonly Entry[];
}

export function AuditFilters({ search, onSearch, entries }: Props) {
  const { t } = useTranslation("audit");
  return (
    <Card padding="md">
      <Group gap="xs" align="flex-end">
        <Who value={search.who} onChange={(who) => onSearch({ who })} />
        <What value={search.what} onChange={(what) => onSearch({ what })} />
        <TextInput
          type="date"
          label={t("from")}
          value={search.from ?? ""}
          max={search.until}
          onChange={(event) => onSearch({ from: event.currentTarget.value || undefined })}
        />
        <TextInput
          type="date"
          label={t("until")}
          value={search.until ?? ""}
          min={search.from}
          onChange={(event) => onSearch({ until: event.currentTarget.value || undefined })}
        />
      </Group>
      {search.about === undefined ? null : (
        <Group mt="sm" gap="xs">
          <Text size="sm">{t("about", { name: nameOf(search.about, entries) })}</Text>
          <Button size="compact-sm" variant="subtle" onClick={() => onSearch({ about: undefined })}>
            {t("allAgain")}
          </Button>
        </Group>
      )}
    </Card>
  );
}

function nameOf(about: string, entries: readonly Entry[]): string {
  const objects = entries.flatMap((entry) => entry.objects);
  return objects.find(({ kind, id }) => `${kind}:${id}` === about)?.name ?? about;
}

interface ChoiceProps {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

function Who({ value, onChange }: ChoiceProps) {
  const { t } = useTranslation("audit");
  const { data } = useQuery(actorsQuery);
  const of = (kind: "account" | "cashier") =>
    (data?.items ?? [])
      .filter((actor) => actor.kind === kind)
      .map(({ id, name }) => ({ value: `${kind}:${id}`, label: name ?? `№ ${id}` }));
  return (
    <Select
      label={t("who")}
      placeholder={t("anybody")}
      searchable
      clearable
      flex="1 1 180px"
      maw={280}
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
      data={[
        {
          group: t("actorOf.account"),
          items: [{ value: "account", label: t("anyOf.account") }, ...of("account")],
        },
        {
          group: t("actorOf.cashier"),
          items: [{ value: "cashier", label: t("anyOf.cashier") }, ...of("cashier")],
        },
        {
          group: t("others"),
          items: [
            { value: "client", label: t("anyOf.client") },
            { value: "system", label: t("anyOf.system") },
          ],
        },
      ]}
    />
  );
}

function What({ value, onChange }: ChoiceProps) {
  const { t } = useTranslation("audit");
  const words = useWords();
  const { data } = useQuery(typesQuery);
  return (
    <Select
      label={t("what")}
      placeholder={t("anything")}
      searchable
      clearable
      flex="1 1 220px"
      maw={320}
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
      data={bySubject(data?.items ?? []).map(({ subject, types }) => ({
        group: t(`subject.${subject}`),
        items: [
          {
            value: `${subject}.`,
            label: t("allOf", { subject: t(`subject.${subject}`) }),
          },
          ...types.map((type) => ({ value: type, label: words.event(type) })),
        ],
      }))}
    />
  );
}
