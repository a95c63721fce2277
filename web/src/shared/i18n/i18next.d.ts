import "i18next";
import type { Labels } from "./labels";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "shared";
    resources: Labels;
    returnNull: false;
  }
}
