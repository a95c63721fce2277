import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem, type Problem } from "@/shared/http/problem";
import { LANGUAGES, type Language } from "@/shared/i18n/language";
import { useTextDraft } from "../queries/text-draft";
import { changeText, useForgetTexts } from "../queries/texts";
import {
  insist,
  isOvertaken,
  type TextDraft,
  typedIn,
  unsent,
  valueIn,
  without,
  wordsOf,
} from "../rules/text-draft";
import type { Text } from "../rules/wording";
import { describeWordingFault } from "./words";

interface Props {
  text: Text;
  /** Told which languages were refused; the first of them is worth showing. */
  onRefused: (languages: readonly Language[]) => void;
}

/** A text being written in all languages at once; what was typed waits in the browser. */
export function useWordings({ text, onRefused }: Props) {
  const local = useTextDraft(text.key);
  const forget = useForgetTexts();
  const [draft, setDraft] = useState<TextDraft>(() => local.read());
  const [faults, setFaults] = useState<Partial<Record<Language, string>>>({});

  const keep = (next: TextDraft) => {
    setDraft(next);
    local.write(next);
  };
  const clearFault = (language: Language) =>
    setFaults((old) => ({ ...old, [language]: undefined }));
  const saving = useMutation({
    mutationFn: (sent: TextDraft) => changeText(text, wordsOf(sent)),
    meta: { isShown: true },
    onSuccess: async (_, sent) => {
      await forget();
      // What was typed while this was under way is not saved yet.
      keep(unsent(local.read(), sent));
    },
    onError: async (error) => {
      const problem = asProblem(error);
      const found = faultsOf(problem);
      setFaults(found);
      onRefused(LANGUAGES.filter((one) => found[one]));
      // What somebody else saved is shown beside what was typed.
      if (isStale(problem)) await forget();
    },
  });
  const resetting = useMutation({
    mutationFn: (language: Language) => changeText(text, { [language]: null }),
    onSuccess: async (_, language) => {
      await forget();
      clearFault(language);
      keep(without(local.read(), language));
    },
    onError: async (error) => {
      if (isStale(asProblem(error))) await forget();
    },
  });
  const problem = saving.error ? asProblem(saving.error) : null;
  const overtaken = LANGUAGES.filter((one) => isOvertaken(draft, text, one));
  const isTold =
    problem !== null &&
    (Object.keys(faultsOf(problem)).length > 0 || (isStale(problem) && overtaken.length > 0));
  return {
    valueIn: (language: Language) => valueIn(draft, text, language),
    isUnsaved: (language: Language) => draft[language] !== undefined,
    isChanged: Object.keys(draft).length > 0,
    overtaken,
    change: (language: Language, value: string) => {
      clearFault(language);
      keep(typedIn(draft, text, language, value));
    },
    /** One's own words stay, and may be saved over the others. */
    insist: (language: Language) => {
      saving.reset();
      keep(insist(draft, text, language));
    },
    drop: (language: Language) => {
      saving.reset();
      clearFault(language);
      keep(without(draft, language));
    },
    discard: () => {
      setFaults({});
      saving.reset();
      keep({});
    },
    faults,
    refusal: isTold ? null : problem,
    save: () => saving.mutateAsync(draft),
    isSaving: saving.isPending,
    reset: resetting.mutateAsync,
  };
}

const isStale = ({ code }: Problem) => code === "stale_version";

function faultsOf(problem: Problem): Partial<Record<Language, string>> {
  const found: Partial<Record<Language, string>> = {};
  for (const fault of problem.fields) {
    const language = LANGUAGES.find((one) => one === fault.name);
    if (!language) continue;
    const words = describeWordingFault(fault);
    found[language] = found[language] ? `${found[language]}. ${words}` : words;
  }
  return found;
}
