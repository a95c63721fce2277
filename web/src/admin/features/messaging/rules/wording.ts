/** Texts of the bots: which belong together, how one reads with its variables filled in. */
import type { Schemas } from "@/shared/http/api";
import { LANGUAGES, type Language } from "@/shared/i18n/language";
import { escape } from "./markup";

export type Text = Schemas["TextView"];
export type Wording = Schemas["Wording"];

/** Who says it and to whom, by the beginning of the key. */
export const TEXT_GROUPS = ["client", "cashier", "owner", "signin", "account"] as const;
type TextGroup = (typeof TEXT_GROUPS)[number];

export const groupOf = ({ key }: Pick<Text, "key">): TextGroup =>
  TEXT_GROUPS.find((group) => key.startsWith(`${group}.`)) ?? "client";

export function wordingIn({ wordings }: Text, language: Language): Wording {
  const found = wordings[language];
  if (!found) throw new Error(`no wording in ${language}`);
  return found;
}

export const changedLanguages = (text: Text): Language[] =>
  LANGUAGES.filter((language) => wordingIn(text, language).is_changed);

const FIELD = /\{\{|\}\}|\{([a-z][a-z_]*)\}/g;

/** As the API fills it. What is no variable of the text stays as it is, to be seen. */
export function fillWording(
  { format, variables }: Pick<Text, "format" | "variables">,
  pattern: string,
  language: Language,
  values: Readonly<Record<string, string>>,
): string {
  const samples = new Map(variables.map(({ name, samples }) => [name, samples[language] ?? ""]));
  return pattern.replaceAll(FIELD, (found, name: string | undefined) => {
    if (name === undefined) return found.slice(1);
    const value = samples.has(name) ? (values[name] ?? samples.get(name)) : undefined;
    if (value === undefined) return found;
    return format === "telegram" ? escape(value) : value;
  });
}

export interface Stretch {
  text: string;
  kind: "same" | "added" | "removed";
}

/** What became of `before`, word by word. */
export function compareWords(before: string, after: string): Stretch[] {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  const common = commonLengths(old, now);
  const found: Stretch[] = [];
  const tell = (kind: Stretch["kind"], text: string) => {
    const last = found.at(-1);
    if (last?.kind === kind) last.text += text;
    else found.push({ kind, text });
  };
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const [gone, come] = [old[i], now[j]];
    if (gone !== undefined && gone === come) {
      tell("same", gone);
      i += 1;
      j += 1;
    } else if (
      gone !== undefined &&
      (come === undefined || (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0))
    ) {
      tell("removed", gone);
      i += 1;
    } else {
      tell("added", come ?? "");
      j += 1;
    }
  }
  return found;
}

const wordsOf = (text: string): string[] => text.match(/\s|[^\s]+/g) ?? [];

/** How many words the ends from `i` and `j` on have in common. */
function commonLengths(old: readonly string[], now: readonly string[]): number[][] {
  const lengths = Array.from({ length: old.length + 1 }, () =>
    new Array<number>(now.length + 1).fill(0),
  );
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const [row, below] = [lengths[i] ?? [], lengths[i + 1] ?? []];
    for (let j = now.length - 1; j >= 0; j -= 1) {
      row[j] =
        old[i] === now[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}
