import type { Shelf } from "@/shared/i18n/labels";

/** All words of the panel, each folder and language loaded by whoever shows it. */
export const shelf: Shelf = import.meta.glob<{ default: Record<string, unknown> }>([
  "/src/shared/labels/*.json",
  "/src/admin/**/labels/*.json",
]);
