import type shell from "./en.json";

declare module "@/shared/i18n/labels" {
  interface Labels {
    shell: typeof shell;
  }
}
