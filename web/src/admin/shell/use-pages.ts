import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { useRights } from "@/shared/session/me";
import { pagesOf } from "./pages";

/** Pages of the menu which the signed-in person may open. */
export function usePages() {
  const { routesById } = useRouter();
  const can = useRights();
  const pages = useMemo(() => pagesOf(Object.values(routesById)), [routesById]);
  return pages.filter(({ right }) => right === undefined || can(right));
}
