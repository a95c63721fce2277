/**
 * What a list shows is in its address. Anything unreadable there is as if it were not: an old or
 * mistyped link opens the list, not an error.
 */
import * as v from "valibot";

const lenient = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.fallback(v.optional(schema), undefined);

export const textParam = lenient(
  // `?search=79140001122` reads as a number.
  v.pipe(
    v.union([v.string(), v.number()]),
    v.transform((value) => String(value).trim().slice(0, 200)),
    v.nonEmpty(),
  ),
);
export const flagParam = lenient(v.boolean());
export const idParam = lenient(v.pipe(v.number(), v.safeInteger(), v.minValue(1)));
export const pageParam = lenient(
  v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)),
);
export const dayParam = lenient(v.pipe(v.string(), v.isoDate()));
export const choiceParam = <const Choices extends readonly string[]>(choices: Choices) =>
  lenient(v.picklist(choices));
export const listParam = lenient(v.pipe(v.array(v.string()), v.maxLength(30)));

export const PAGE_SIZE = 25;

/** What a list's address says, and the way to change it. */
export interface ListState<Search> {
  search: Search;
  onSearch: (patch: Partial<Search>) => void;
}

/** What an address says of how a list is looked at; all else in it narrows the list. */
const LOOKS = new Set(["page", "sort", "columns", "tab", "group", "period"]);

/** Names of the filters that are in use. */
export const filtersIn = (search: object): string[] =>
  Object.entries(search).flatMap(([name, value]) =>
    value === undefined || LOOKS.has(name) ? [] : [name],
  );

/** The patch that takes all filters away. */
export const withoutFilters = <Search extends object>(search: Search): Partial<Search> =>
  Object.fromEntries(filtersIn(search).map((name) => [name, undefined])) as Partial<Search>;

/** Another filter begins at the first page again; another page keeps the filters. */
export function changeSearch<Search extends { page?: number | undefined }>(patch: Partial<Search>) {
  return (old: Search): Search => ({ ...old, page: undefined, ...patch });
}
