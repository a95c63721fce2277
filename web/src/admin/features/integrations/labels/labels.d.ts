import type integrations from "./en.json";

declare module "@/shared/i18n/labels" {
  interface Labels {
    integrations: typeof integrations;
  }
}
