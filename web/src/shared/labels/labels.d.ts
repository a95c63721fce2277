import type shared from "./en.json";

declare module "@/shared/i18n/labels" {
  interface Labels {
    shared: typeof shared;
  }
}
