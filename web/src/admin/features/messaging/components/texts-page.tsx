import { Badge, Card, Group, Switch, Tabs, Text as Words } from "@mantine/core";
import { IconMessage2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { RowLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { RefusalPage } from "@/shared/components/refusal";
import { currentLanguage } from "@/shared/i18n/language";
import { type Column, DataTable } from "@/shared/lists/data-table";
import { SearchInput } from "@/shared/lists/search-input";
import type { ListState } from "@/shared/lists/search-params";
import { useIsUnsaved } from "../queries/text-draft";
import { type TextsSearch, textsQuery } from "../queries/texts";
import { readMarkup, visibleText } from "../rules/markup";
import { changedLanguages, groupOf, type Text, TEXT_GROUPS, wordingIn } from "../rules/wording";
import classes from "./texts-page.module.css";

/** Every text that bots and letters say. A search looks in all groups. */
export function TextsPage({ search, onSearch }: ListState<TextsSearch>) {
  const { t, i18n } = useTranslation("messaging");
  const { data, error, refetch } = useQuery(textsQuery(i18n.language));
  const isFiltered = Boolean(search.search ?? search.changed);
  const columns = useColumns(isFiltered);
  const group = search.group ?? "client";
  const rows = data?.items.filter((text) =>
    isFiltered ? fits(text, search) : groupOf(text) === group,
  );
  return (
    <>
      <PageHeader title={t("wording.title")} text={t("wording.text")} />
      <Card padding={0}>
        <Group p="md" gap="md">
          <SearchInput
            label={t("wording.search")}
            value={search.search}
            onChange={(value) => onSearch({ search: value })}
          />
          <Switch
            label={t("wording.onlyChanged")}
            checked={search.changed ?? false}
            onChange={(event) => onSearch({ changed: event.currentTarget.checked || undefined })}
          />
        </Group>
        {isFiltered ? null : (
          <Tabs
            value={group}
            onChange={(value) => onSearch({ group: TEXT_GROUPS.find((one) => one === value) })}
          >
            <Tabs.List px="md">
              {TEXT_GROUPS.map((one) => (
                <Tabs.Tab key={one} value={one} aria-controls={undefined}>
                  {t(`wording.group.${one}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
          </Tabs>
        )}
        {error ? (
          <RefusalPage error={error} retry={() => void refetch()} />
        ) : (
          <DataTable
            label={t("wording.title")}
            columns={columns}
            rows={rows}
            rowKey={({ key }) => key}
            empty={
              <EmptyState
                icon={IconMessage2}
                title={t(search.search ? "wording.noneFound" : "wording.noneChanged")}
                text={t(search.search ? "wording.noneFoundText" : "wording.noneChangedText")}
              />
            }
          />
        )}
      </Card>
    </>
  );
}

function fits(text: Text, { search, changed }: TextsSearch): boolean {
  const wanted = search?.toLowerCase() ?? "";
  const said = Object.values(text.wordings).map((wording) => wording.text);
  return (
    (!changed || changedLanguages(text).length > 0) &&
    [text.description, ...said].some((words) => words.toLowerCase().includes(wanted))
  );
}

/** Whose a text is goes without saying where only theirs are shown. */
function useColumns(isMixed: boolean): Column<Text>[] {
  const { t } = useTranslation("messaging");
  const isUnsaved = useIsUnsaved();
  const group: Column<Text> = {
    id: "group",
    title: t("wording.whose"),
    cell: (text) => (
      <Words span size="sm" c="dimmed">
        {t(`wording.group.${groupOf(text)}`)}
      </Words>
    ),
  };
  return [
    {
      id: "text",
      title: t("wording.one"),
      phone: "title",
      cell: (text) => (
        <>
          <RowLink to="/texts/$key" params={{ key: text.key }}>
            {text.description}
          </RowLink>
          <Words size="sm" c="dimmed" lineClamp={1} className={classes["excerpt"]}>
            {shownIn(text)}
          </Words>
        </>
      ),
    },
    ...(isMixed ? [group] : []),
    {
      id: "state",
      title: t("wording.state"),
      phone: "line",
      cell: (text) => {
        const changed = changedLanguages(text);
        return (
          <Group gap={6} wrap="nowrap">
            {changed.length > 0 ? (
              <Badge>{t("wording.changedIn", { languages: changed.join(", ") })}</Badge>
            ) : null}
            {isUnsaved(text.key) ? <Badge color="orange">{t("wording.unsaved")}</Badge> : null}
          </Group>
        );
      },
    },
  ];
}

function shownIn(text: Text): string {
  const { preview } = wordingIn(text, currentLanguage());
  return text.format === "telegram" ? visibleText(readMarkup(preview)) : preview;
}
