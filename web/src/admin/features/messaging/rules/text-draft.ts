/** What was typed of a text, beside what it was typed over. */
import { LANGUAGES, type Language } from "@/shared/i18n/language";
import { type Text, wordingIn } from "./wording";

interface Typed {
  typed: string;
  /** What was saved when the typing began. */
  over: string;
}

export type TextDraft = Partial<Record<Language, Typed>>;

export const valueIn = (draft: TextDraft, text: Text, language: Language): string =>
  draft[language]?.typed ?? wordingIn(text, language).text;

/** What is typed back to what is saved is no draft any more. */
export function typedIn(
  draft: TextDraft,
  text: Text,
  language: Language,
  typed: string,
): TextDraft {
  const saved = wordingIn(text, language).text;
  if (typed === saved) return without(draft, language);
  const mine = draft[language];
  const over = mine === undefined || mine.typed === saved ? saved : mine.over;
  return { ...draft, [language]: { typed, over } };
}

export function without(draft: TextDraft, language: Language): TextDraft {
  const { [language]: _, ...rest } = draft;
  return rest;
}

/** Somebody saved other words meanwhile. The same words, typed by both, are no dispute. */
export function isOvertaken(draft: TextDraft, text: Text, language: Language): boolean {
  const mine = draft[language];
  const saved = wordingIn(text, language).text;
  return mine !== undefined && saved !== mine.over && saved !== mine.typed;
}

/** One's own words instead of those: from now on they are typed over what is saved. */
export function insist(draft: TextDraft, text: Text, language: Language): TextDraft {
  const mine = draft[language];
  if (!mine) return draft;
  return { ...draft, [language]: { ...mine, over: wordingIn(text, language).text } };
}

/** What was typed, without what came since `sent` and is not saved yet. */
export const unsent = (draft: TextDraft, sent: TextDraft): TextDraft =>
  LANGUAGES.reduce(
    (rest, one) => (rest[one]?.typed === sent[one]?.typed ? without(rest, one) : rest),
    draft,
  );

export const wordsOf = (draft: TextDraft): Partial<Record<Language, string>> =>
  Object.fromEntries(Object.entries(draft).map(([language, { typed }]) => [language, typed]));
