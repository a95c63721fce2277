/** Personal fields as the API fills them: `{first_name|friend}`. */
import { escape } from "./markup";

export const NAME_FIELDS = ["first_name", "last_name", "business_name"] as const;
export const CODE_FIELDS = ["discount_code", "discount_expires_on"] as const;
type FieldName = (typeof NAME_FIELDS)[number] | (typeof CODE_FIELDS)[number];

const FIELD = /\{([a-z_]+)(?:\|([^{}<>\n]*))?\}/g;

/** `text` is markup, `values` are plain. A field nobody knows stays as it is, to be seen. */
export function fillPersonal(text: string, values: Partial<Record<FieldName, string>>): string {
  return text.replaceAll(FIELD, (field, name: string, fallback: string | undefined) =>
    isField(name) ? escape(values[name] ?? "") || (fallback ?? "") : field,
  );
}

const ALL: readonly string[] = [...NAME_FIELDS, ...CODE_FIELDS];
const isField = (name: string): name is FieldName => ALL.includes(name);
