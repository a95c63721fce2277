import i18next from "i18next";
import { asProblem, Problem } from "@/shared/http/problem";

interface Attempt<Result, Now> {
  save: () => Promise<Result>;
  reread: () => Promise<Now>;
  /** Told what somebody else has saved meanwhile. */
  onOvertaken: (now: Now) => void;
}

/** Saves over what was read. When somebody else was quicker, reads again and asks to look. */
export async function saveOver<Result, Now>(attempt: Attempt<Result, Now>): Promise<Result> {
  try {
    return await attempt.save();
  } catch (error) {
    const { status, code } = asProblem(error);
    if (code !== "stale_version") throw error;
    attempt.onOvertaken(await attempt.reread());
    throw new Problem({ status, code, detail: i18next.t("refusal.overtaken") });
  }
}

/** Of three states of a form: what was typed stays, what was not touched is as it is now. */
export function rebase<Values extends object>(base: Values, typed: Values, now: Values): Values {
  const isTyped = (name: keyof Values) =>
    JSON.stringify(base[name]) !== JSON.stringify(typed[name]);
  const names = Object.keys(now) as (keyof Values)[];
  const own = names.filter(isTyped).map((name) => [name, typed[name]]);
  return { ...now, ...(Object.fromEntries(own) as Partial<Values>) };
}
