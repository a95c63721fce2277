import type analytics from "./en.json";

declare module "@/shared/i18n/labels" {
  interface Labels {
    analytics: typeof analytics;
  }
}
