import { describeField, describeProblem } from "@/shared/http/describe";
import type { Problem } from "@/shared/http/problem";

/** Words by field, for those fields that the form has. */
export function fieldErrors(
  problem: Problem,
  faults: Record<string, string>,
  values: object,
): Record<string, string> {
  const field = faults[problem.code];
  if (field) return { [field]: describeProblem(problem) };
  const known = problem.fields.filter(({ name }) => (name.split(".")[0] ?? "") in values);
  return Object.fromEntries(known.map(({ name, code }) => [name, describeField(code)]));
}
