/**
 * Words by name of their folder: `features/clients/labels/ru.json` is `clients`. A folder adds
 * itself to `Labels` in its `labels.d.ts`, which makes its keys known to `useTranslation`.
 */
import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";
import { currentLanguage, keepLanguage, type Language } from "./language";

// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- folders fill it
export interface Labels {}

/** Paths of label files with how to load each, as `import.meta.glob` gives them. */
export type Shelf = Record<string, () => Promise<{ default: Record<string, unknown> }>>;

/** `always`: words that every page shows. Others are loaded with the page that uses them. */
export function startLabels(shelf: Shelf, always: (keyof Labels)[]): Promise<unknown> {
  return i18next
    .use(initReactI18next)
    .use(backend(shelf))
    .init({
      lng: currentLanguage(),
      fallbackLng: false,
      ns: always,
      // Ask for words in this very moment, ahead of whatever the page asks for.
      initAsync: false,
      defaultNS: "shared",
      // React escapes.
      interpolation: { escapeValue: false },
      returnNull: false,
      react: { useSuspense: true },
    })
    .then(() => showLanguage(currentLanguage()));
}

export async function speak(language: Language): Promise<void> {
  keepLanguage(language);
  await i18next.changeLanguage(language);
  showLanguage(language);
}

const showLanguage = (language: Language) => {
  document.documentElement.lang = language;
};

export const folderOf = (path: string) => path.split("/").at(-3) ?? "";

function backend(shelf: Shelf): BackendModule {
  const files = new Map(
    Object.entries(shelf).map(([path, load]) => [
      `${folderOf(path)}/${path.split("/").at(-1) ?? ""}`,
      load,
    ]),
  );
  return {
    type: "backend",
    init: () => undefined,
    read: (language, namespace, done) => {
      const load = files.get(`${namespace}/${language}.json`);
      if (!load) return done(new Error(`no labels: ${namespace} in ${language}`), null);
      load().then(
        (file) => done(null, file.default),
        (error: unknown) => done(error as Error, null),
      );
    },
  };
}
