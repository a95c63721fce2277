import { TagsInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { LANGUAGE_NAMES, LANGUAGES } from "@/shared/i18n/language";
import { ChoiceFilter } from "@/shared/lists/choice-filter";
import { ColumnChoice } from "@/shared/lists/column-choice";
import { FilterRow } from "@/shared/lists/filter-row";
import { SearchInput } from "@/shared/lists/search-input";
import type { ListState } from "@/shared/lists/search-params";
import { SortChoice } from "@/shared/lists/sort-choice";
import { type ClientsSearch, NO_STATE, SORTS, USUAL_SORT } from "../queries/clients";
import type { ClientColumn } from "./client-columns";

interface Props extends ListState<ClientsSearch> {
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
  const { t } = useTranslation("clients");
  return (
    <FilterRow
      search={search}
      onSearch={onSearch}
      aside={
        <ColumnChoice
          columns={columns.filter((column) => !column.isFixed)}
          shown={shown}
          onChange={(chosen) => onSearch({ columns: chosen, page: search.page })}
        />
      }
    >
      <SearchInput
        label={t("search")}
        value={search.search}
        onChange={(text) => onSearch({ search: text })}
      />
      <ChoiceFilter
        label={t("state")}
        choices={stateNames}
        nameOf={(state) => t(`stateOf.${state}`)}
        value={stateOf(search)}
        onChange={(state) => onSearch({ ...NO_STATE, ...(state ? STATES[state] : {}) })}
        width={150}
      />
      <ChoiceFilter
        label={t("language")}
        choices={LANGUAGES}
        nameOf={(language) => LANGUAGE_NAMES[language]}
        value={search.language}
        onChange={(language) => onSearch({ language })}
        width={130}
      />
      <TagsInput
        aria-label={t("tags")}
        placeholder={search.tags?.length ? "" : t("tags")}
        value={search.tags ?? []}
        onChange={(tags) => onSearch({ tags: tags.length ? tags : undefined })}
        w={150}
      />
      <SortChoice
        sorts={SORTS}
        nameOf={(sort) => t(`sort.${sort}`)}
        value={search.sort ?? USUAL_SORT}
        onChange={(sort) => onSearch({ sort })}
      />
    </FilterRow>
  );
}

const stateNames = Object.keys(STATES) as (keyof typeof STATES)[];

const stateOf = ({ is_subscribed, is_blocked, is_blacklisted }: ClientsSearch) => {
  if (is_blacklisted) return "blacklisted";
  if (is_blocked) return "blocked";
  if (is_subscribed === undefined) return undefined;
  return is_subscribed ? "subscribed" : "away";
};
