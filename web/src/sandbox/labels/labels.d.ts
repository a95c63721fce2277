import type sandbox from "./en.json";

declare module "@/shared/i18n/labels" {
  interface Labels {
    sandbox: typeof sandbox;
  }
}
