import type segments from "./en.json";

declare module "@/shared/i18n/labels" {
  interface Labels {
    segments: typeof segments;
  }
}
