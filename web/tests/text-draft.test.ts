import { expect, test } from "vitest";
import {
  insist,
  isOvertaken,
  type TextDraft,
  typedIn,
  unsent,
  valueIn,
  wordsOf,
} from "@/admin/features/messaging/rules/text-draft";
import type { Text } from "@/admin/features/messaging/rules/wording";

function saved(ru: string): Text {
  const wording = (text: string) => ({
    text,
    default: "…",
    is_changed: true,
    preview: text,
    updated_at: null,
    updated_by_id: null,
  });
  return {
    key: "client.help",
    version: 1,
    format: "telegram",
    description: "",
    variables: [],
    wordings: { ru: wording(ru), uk: wording("допомога"), en: wording("help") },
  };
}

test("what is typed back to what is saved is no draft", () => {
  const draft = typedIn({}, saved("раз"), "ru", "два");
  expect(valueIn(draft, saved("раз"), "ru")).toBe("два");
  expect(wordsOf(draft)).toEqual({ ru: "два" });
  expect(typedIn(draft, saved("раз"), "ru", "раз")).toEqual({});
});

test("other words saved meanwhile are a dispute until somebody decides", () => {
  const draft = typedIn(typedIn({}, saved("раз"), "ru", "дв"), saved("раз"), "ru", "два");
  expect(isOvertaken(draft, saved("раз"), "ru")).toBe(false);
  expect(isOvertaken(draft, saved("три"), "ru")).toBe(true);
  expect(isOvertaken(draft, saved("три"), "en")).toBe(false);
  const decided = insist(draft, saved("три"), "ru");
  expect(isOvertaken(decided, saved("три"), "ru")).toBe(false);
  expect(isOvertaken(decided, saved("четыре"), "ru")).toBe(true);
});

test("the same words typed by two are no dispute, also when one types on", () => {
  const draft = typedIn({}, saved("раз"), "ru", "два");
  expect(isOvertaken(draft, saved("два"), "ru")).toBe(false);
  expect(isOvertaken(typedIn(draft, saved("два"), "ru", "два!"), saved("два"), "ru")).toBe(false);
});

test("what was typed after sending is not saved yet", () => {
  const sent: TextDraft = typedIn({}, saved("раз"), "ru", "два");
  const now = typedIn(typedIn(sent, saved("раз"), "ru", "два!"), saved("раз"), "en", "help!");
  expect(wordsOf(unsent(now, sent))).toEqual({ ru: "два!", en: "help!" });
  expect(unsent(sent, sent)).toEqual({});
});
