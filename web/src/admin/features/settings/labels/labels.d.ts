import type settings from "./en.json";

declare module "@/shared/i18n/labels" {
  interface Labels {
    settings: typeof settings;
  }
}
