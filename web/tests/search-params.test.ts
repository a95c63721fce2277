import * as v from "valibot";
import { expect, test } from "vitest";
import {
  changeSearch,
  dayParam,
  filtersIn,
  pageParam,
  textParam,
  withoutFilters,
} from "@/shared/lists/search-params";

const schema = v.object({ search: textParam, page: pageParam, from: dayParam });

test("what is in the address is read", () => {
  expect(v.parse(schema, { search: " Мария ", page: 2, from: "2026-11-20" })).toEqual({
    search: "Мария",
    page: 2,
    from: "2026-11-20",
  });
  expect(v.parse(schema, { search: 79140001122 }).search).toBe("79140001122");
});

test("what cannot be read is as if it were not there", () => {
  expect(v.parse(schema, { search: "", page: -1, from: "yesterday" })).toEqual({});
});

test("another filter begins at the first page, another page keeps the filters", () => {
  expect(changeSearch<v.InferOutput<typeof schema>>({ search: "а" })({ page: 3 })).toEqual({
    search: "а",
    page: undefined,
  });
  expect(changeSearch<v.InferOutput<typeof schema>>({ page: 3 })({ search: "а" })).toEqual({
    search: "а",
    page: 3,
  });
});

test("filters are what narrows a list, not how it is looked at", () => {
  const search = { search: "а", is_active: false, state: undefined, sort: "name", page: 2 };
  expect(filtersIn(search)).toEqual(["search", "is_active"]);
  expect(withoutFilters(search)).toEqual({ search: undefined, is_active: undefined });
  expect(filtersIn({ page: 2, tab: "former", period: "7", columns: ["name"] })).toEqual([]);
});
