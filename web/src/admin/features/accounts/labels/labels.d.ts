import type accounts from "./en.json";

declare module "@/shared/i18n/labels" {
  interface Labels {
    accounts: typeof accounts;
  }
}
