import type audit from "./en.json";

declare module "@/shared/i18n/labels" {
  interface Labels {
    audit: typeof audit;
  }
}
