import { Button, Group, Select, TagsInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { LANGUAGE_NAMES, LANGUAGES } from "@/shared/i18n/language";
import { ColumnChoice } from "@/shared/lists/column-choice";
import { SearchInput } from "@/shared/lists/search-input";
import { type ClientsSearch, isFiltered, NO_FILTERS, NO_STATE, SORTS } from "../queries/clients";
import type { ClientColumn } from "./client-columns";
import classes from "./client-filters.module.css";

interface Props {
  search: ClientsSearch;
  onSearch: (patch: Partial<ClientsSearch>) => void;
  columns: readonly ClientColumn[];
  shown: readonly string[];
}

/** One choice of how people stand; each is a filter of the API with its value. */
const STATES = {
  subscribed: { is_subscribed: true },
  away: { is_subscribed: false },
  blocked: { is_blocked: true },
  blacklisted: { is_blacklisted: true },
} as const;

export function ClientFilters({ search, onSearch, columns, shown }: Props) {
  const { t } = useTranslation(["clients", "shared"]);
  return (
    <Group className={classes["filters"]} gap="xs">
      <SearchInput
        label={t("search")}
        value={search.search}
        onChange={(text) => onSearch({ search: text })}
      />
      <Select
        aria-label={t("state")}
        placeholder={t("state")}
        data={stateNames.map((value) => ({ value, label: t(`stateOf.${value}`) }))}
        value={stateOf(search)}
        onChange={(state) => onSearch({ ...NO_STATE, ...(state ? STATES[state] : {}) })}
        clearable
        w={150}
      />
      <Select
        aria-label={t("language")}
        placeholder={t("language")}
        data={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        value={search.language ?? null}
        onChange={(language) => onSearch({ language: language ?? undefined })}
        clearable
        w={130}
      />
      <TagsInput
        aria-label={t("tags")}
        placeholder={search.tags?.length ? "" : t("tags")}
        value={search.tags ?? []}
        onChange={(tags) => onSearch({ tags: tags.length ? tags : undefined })}
        w={150}
      />
      <Select
        className={classes["sort"]}
        aria-label={t("shared:list.sort")}
        data={SORTS.map((value) => ({ value, label: t(`sort.${value}`) }))}
        value={search.sort ?? "-created_at"}
        onChange={(sort) => onSearch({ sort: sort ?? undefined })}
        allowDeselect={false}
        w={150}
      />
      {isFiltered(search) ? (
        <Button variant="subtle" color="gray" onClick={() => onSearch(NO_FILTERS)}>
          {t("shared:list.reset")}
        </Button>
      ) : null}
      <Group ml="auto">
        <ColumnChoice
          columns={columns.filter((column) => !column.isFixed)}
          shown={shown}
          onChange={(chosen) => onSearch({ columns: chosen, page: search.page })}
        />
      </Group>
    </Group>
  );
}

const stateNames = Object.keys(STATES) as (keyof typeof STATES)[];

const stateOf = ({ is_subscribed, is_blocked, is_blacklisted }: ClientsSearch) => {
  if (is_blacklisted) return "blacklisted";
  if (is_blocked) return "blocked";
  if (is_subscribed === undefined) return null;
  return is_subscribed ? "subscribed" : "away";
};
