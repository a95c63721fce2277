import type messaging from "./en.json";

declare module "@/shared/i18n/labels" {
  interface Labels {
    messaging: typeof messaging;
  }
}
