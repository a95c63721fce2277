import { IconHome } from "@tabler/icons-react";
import { expect, test } from "vitest";
import { type Place, pagesOf } from "@/admin/shell/pages";

const place = (page: Place["page"], group: Place["group"], order: number): Place => ({
  page,
  group,
  order,
  icon: IconHome,
});

test("the menu follows groups and order, and leaves out pages without a place", () => {
  const pages = pagesOf([
    { fullPath: "/settings", options: { staticData: { menu: place("settings", "shop", 10) } } },
    { fullPath: "/clients/$clientId", options: {} },
    { fullPath: "/clients/", options: { staticData: { menu: place("clients", "today", 20) } } },
    { fullPath: "/", options: { staticData: { menu: place("dashboard", "today", 10) } } },
  ]);
  expect(pages.map(({ to }) => to)).toEqual(["/", "/clients", "/settings"]);
});
