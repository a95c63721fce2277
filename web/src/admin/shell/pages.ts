import type { Icon } from "@tabler/icons-react";
import type { Permission } from "@/shared/session/me";
import type { Labels } from "@/shared/i18n/labels";

export const GROUPS = ["today", "loyalty", "communications", "shop"] as const;

/** Words that come with the pages which show them. */
export type PageLabels = Exclude<keyof Labels, "shared" | "shell">;

type PageName = keyof Labels["shell"]["page"];

/** The place of a page in the menu and in the palette. Lower `order` stands higher. */
export interface Place {
  page: PageName;
  group: (typeof GROUPS)[number];
  icon: Icon;
  order: number;
}

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    right?: Permission | undefined;
    menu?: Place | undefined;
    labels?: readonly PageLabels[] | undefined;
  }
}

interface MenuPage extends Place {
  to: string;
  right: Permission | undefined;
}

interface PlacedRoute {
  fullPath: string;
  options: { staticData?: { menu?: Place | undefined; right?: Permission | undefined } };
}

/** Pages that have a place, in its order. `routes` are the router's own. */
export function pagesOf(routes: Iterable<PlacedRoute>): MenuPage[] {
  const pages: MenuPage[] = [];
  for (const { fullPath, options } of routes) {
    const { menu, right } = options.staticData ?? {};
    if (menu) pages.push({ ...menu, right, to: fullPath.replace(/(.)\/$/, "$1") });
  }
  return pages.sort(
    (a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || a.order - b.order,
  );
}
