import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem, type Problem } from "@/shared/http/problem";
import { LANGUAGES, type Language } from "@/shared/i18n/language";
import { type TextDraft, useTextDraft } from "../queries/text-draft";
import { changeText, useForgetTexts } from "../queries/texts";
import { type Text, wordingIn } from "../rules/wording";
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
  const drop = (language: Language, from: TextDraft): TextDraft => {
    const { [language]: _, ...rest } = from;
    return rest;
  };
  const saving = useMutation({
    mutationFn: (wordings: TextDraft) => changeText(text.key, wordings),
    meta: { isShown: true },
    onSuccess: async (_, sent) => {
      await forget();
      // What was typed while this was under way is not saved yet.
      const left = LANGUAGES.reduce(
        (rest, one) => (rest[one] === sent[one] ? drop(one, rest) : rest),
        local.read(),
      );
      keep(left);
    },
    onError: (error) => {
      const found = faultsOf(asProblem(error));
      setFaults(found);
      onRefused(LANGUAGES.filter((one) => found[one]));
    },
  });
  const resetting = useMutation({
    mutationFn: (language: Language) => changeText(text.key, { [language]: null }),
    onSuccess: async (_, language) => {
      await forget();
      setFaults((old) => ({ ...old, [language]: undefined }));
      keep(drop(language, local.read()));
    },
  });
  const problem = saving.error ? asProblem(saving.error) : null;
  return {
    valueIn: (language: Language) => draft[language] ?? wordingIn(text, language).text,
    isUnsaved: (language: Language) => draft[language] !== undefined,
    isChanged: Object.keys(draft).length > 0,
    change: (language: Language, value: string) => {
      setFaults((old) => ({ ...old, [language]: undefined }));
      const isSaved = value === wordingIn(text, language).text;
      keep(isSaved ? drop(language, draft) : { ...draft, [language]: value });
    },
    discard: () => {
      setFaults({});
      saving.reset();
      keep({});
    },
    faults,
    refusal: problem && Object.keys(faultsOf(problem)).length > 0 ? null : problem,
    save: () => saving.mutateAsync(draft),
    isSaving: saving.isPending,
    reset: resetting.mutateAsync,
    isResetting: resetting.isPending,
  };
}

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
