import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { useRights } from "@/shared/session/me";
import { titlesQuery } from "../queries/audit";

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const MINOR = /_minor$/;
// Their words are elsewhere: roles and rights have a page of their own.
const ELSEWHERE: Record<string, string> = {
  role: "accounts:role.name",
  permissions: "accounts:right.of",
  notification_groups: "accounts:person.groupOf",
};

/** Words for what the log holds. What came after these words is shown as it is called. */
export function useWords() {
  const { t, i18n } = useTranslation(["audit", "accounts"]);
  const format = useFormat();
  const can = useRights();
  const titles = useQuery({ ...titlesQuery(i18n.language), enabled: can("settings:read") });
  const known = (key: string, otherwise: string): string =>
    i18n.exists(key) ? t(key as "audit:yes") : otherwise;
  const value = (field: string, told: unknown): string => {
    if (told === null || told === undefined || told === "") return t("empty");
    if (typeof told === "boolean") return t(told ? "yes" : "no");
    if (typeof told === "number")
      return MINOR.test(field) ? format.money(told) : format.number(told);
    if (Array.isArray(told)) {
      return told.length === 0 ? t("empty") : told.map((one) => value(field, one)).join(", ");
    }
    if (typeof told !== "string") return JSON.stringify(told);
    if (MOMENT.test(told)) return format.dateTime(told);
    const elsewhere = ELSEWHERE[field];
    const own = known(`audit:value.${told}`, told);
    return elsewhere ? known(`${elsewhere}.${told.replace(":", "_")}`, own) : own;
  };
  return {
    event: (type: string) => known(`audit:event.${type.replace(".", "_")}`, type),
    field: (field: string) => known(`audit:field.${field}`, titles.data?.get(field) ?? field),
    value,
  };
}
