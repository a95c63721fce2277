import { useTranslation } from "react-i18next";
import type { Person } from "../queries/types";

/** What somebody is in the sample shop, if it is worth a word. */
export function useRoles(): (person: Person) => string {
  const { t } = useTranslation("sandbox");
  return ({ note }) =>
    note === "owner" || note === "cashier" || note === "applicant"
      ? t(`person.role.${note}`)
      : note;
}
