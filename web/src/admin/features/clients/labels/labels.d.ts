import type clients from "./en.json";

declare module "@/shared/i18n/labels" {
  interface Labels {
    clients: typeof clients;
  }
}
