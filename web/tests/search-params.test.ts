import * as v from "valibot";
import { expect, test } from "vitest";
import { changeSearch, dayParam, pageParam, textParam } from "@/shared/lists/search-params";

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
