import type loyalty from "./en.json";

declare module "@/shared/i18n/labels" {
  interface Labels {
    loyalty: typeof loyalty;
  }
}
