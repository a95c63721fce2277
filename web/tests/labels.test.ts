import { describe, expect, test } from "vitest";
import { LANGUAGES, type Language } from "@/shared/i18n/language";

type Words = { [key: string]: string | Words };

const files = import.meta.glob<Words>("/src/**/labels/*.json", { eager: true, import: "default" });
const folders = [...new Set(Object.keys(files).map((path) => path.replace(/\/[^/]+$/, "")))];

const PLURAL = /_(zero|one|two|few|many|other)$/;
// "other" is for fractions in Russian and Ukrainian; things are counted whole here.
const FORMS: Record<Language, string[]> = {
  ru: ["few", "many", "one"],
  uk: ["few", "many", "one"],
  en: ["one", "other"],
};

describe.each(folders)("%s", (folder) => {
  const of = (language: Language) => flatten(files[`${folder}/${language}.json`] ?? {});

  test("has the same keys in each language", () => {
    const keys = LANGUAGES.map((language) =>
      [...new Set(Object.keys(of(language)).map((key) => key.replace(PLURAL, "")))].sort(),
    );
    expect(keys[1]).toEqual(keys[0]);
    expect(keys[2]).toEqual(keys[0]);
  });

  test("has the plural forms of each language", () => {
    for (const language of LANGUAGES) {
      const counted = Object.keys(of(language)).filter((key) => PLURAL.test(key));
      for (const key of new Set(counted.map((one) => one.replace(PLURAL, "")))) {
        const forms = counted.filter((one) => one.replace(PLURAL, "") === key);
        expect(forms.map((form) => PLURAL.exec(form)?.[1]).sort(), `${language} ${key}`).toEqual(
          FORMS[language],
        );
      }
    }
  });

  test("fills the same places in each language and leaves nothing empty", () => {
    const described = LANGUAGES.map((language) => {
      const entries = Object.entries(of(language));
      expect(entries.filter(([, text]) => text.trim() === "")).toEqual([]);
      return Object.fromEntries(
        entries.map(([key, text]) => [key.replace(PLURAL, ""), places(text)]),
      );
    });
    expect(described[1]).toEqual(described[0]);
    expect(described[2]).toEqual(described[0]);
  });
});

test("English is English", () => {
  const english = Object.entries(files).filter(([path]) => path.endsWith("/en.json"));
  const words = english.flatMap(([, told]) => Object.values(flatten(told)));
  // Codes of discounts are in Russian letters.
  const foreign = words.filter((text) => /[а-яё]/i.test(text.replace(/[А-Я]{3}\d{4}/g, "")));
  expect(foreign).toEqual([]);
});

test("every folder of labels was found", () => {
  expect(folders).toContain("/src/shared/labels");
  expect(folders).toContain("/src/admin/shell/labels");
});

function flatten(words: Words, before = ""): Record<string, string> {
  return Object.assign(
    {},
    ...Object.entries(words).map(([key, value]) =>
      typeof value === "string" ? { [before + key]: value } : flatten(value, `${before}${key}.`),
    ),
  ) as Record<string, string>;
}

const places = (text: string) =>
  [...text.matchAll(/{{\s*(\w+)/g)].map((found) => found[1] ?? "").sort();
