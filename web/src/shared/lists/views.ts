/** A way of looking at a list: what its address says, under a name. */
export interface SavedView<Search> {
  name: string;
  search: Search;
}

/** What was kept. Anything unreadable is as if it were not. */
export function readViews<Search>(text: string | null): SavedView<Search>[] {
  try {
    const found: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(found) ? found.filter(isView<Search>) : [];
  } catch {
    return [];
  }
}

const isView = <Search>(one: unknown): one is SavedView<Search> =>
  typeof one === "object" &&
  one !== null &&
  "name" in one &&
  typeof one.name === "string" &&
  "search" in one &&
  typeof one.search === "object" &&
  one.search !== null;

/** With one more, in the order of names; of two with one name the newer stays. */
export function addView<Search extends object>(
  views: readonly SavedView<Search>[],
  { name, search }: SavedView<Search>,
): SavedView<Search>[] {
  const lasting = Object.fromEntries(
    Object.entries(search).filter(([key]) => key !== "page"),
  ) as Search;
  return [...views.filter((one) => one.name !== name), { name, search: lasting }].sort((a, b) =>
    a.name.localeCompare(b.name),
  );
}
