import { expect, test } from "vitest";
import { addView, readViews } from "@/shared/lists/views";

test("what is kept can be read again, without the page", () => {
  const views = addView([], { name: "VIP", search: { tags: ["vip"], page: 3 } });

  expect(readViews(JSON.stringify(views))).toEqual([{ name: "VIP", search: { tags: ["vip"] } }]);
});

test("a name is there once, and names have an order", () => {
  const old = [
    { name: "Б", search: { search: "1" } },
    { name: "А", search: { search: "2" } },
  ];

  expect(addView(old, { name: "Б", search: { search: "3" } })).toEqual([
    { name: "А", search: { search: "2" } },
    { name: "Б", search: { search: "3" } },
  ]);
});

test.each([null, "", "{", "7", '[{"name":1,"search":{}}]', '[{"name":"x"}]'])(
  "unreadable %s is nothing",
  (text) => expect(readViews(text)).toEqual([]),
);
