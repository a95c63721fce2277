import { kept } from "@/shared/storage";

export const LANGUAGES = ["ru", "uk", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each in itself: whoever looks for their language reads that one. */
export const LANGUAGE_NAMES: Record<Language, string> = {
  ru: "Русский",
  uk: "Українська",
  en: "English",
};

const CHOSEN = kept("dvorik.language");

const isLanguage = (tag: string | undefined): tag is Language =>
  LANGUAGES.some((language) => language === tag);

/** What the person chose here, else the best of what the browser asks for. */
export function currentLanguage(): Language {
  const chosen = CHOSEN.read() ?? undefined;
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.split("-")[0]).find(isLanguage) ?? "ru";
}

export const keepLanguage = (language: Language) => CHOSEN.write(language);
