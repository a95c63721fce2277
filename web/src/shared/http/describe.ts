import i18next from "i18next";
import type { Problem } from "./problem";

/** The one place where a problem becomes words. The API's own words win: they know the case. */
export function describeProblem(problem: Problem): string {
  if (problem.isOffline) return i18next.t("refusal.offline");
  if (problem.code === "defect") return i18next.t("refusal.defect");
  if (problem.code === "forbidden" && !problem.detail) return i18next.t("refusal.forbidden");
  return problem.detail || i18next.t("refusal.unreadable", { status: problem.status });
}

/** Words for what is wrong with one field, by the code the API gives. */
export function describeField(code: string): string {
  const isKnown: boolean = i18next.exists(`field.${code}`);
  return i18next.t(isKnown ? (`field.${code}` as "field.missing") : "field.other");
}
