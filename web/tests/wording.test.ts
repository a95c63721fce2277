import { describe, expect, test } from "vitest";
import { compareWords, fillWording, groupOf } from "@/admin/features/messaging/rules/wording";

const SAMPLES = { ru: "Лев <b>", uk: "Лев <b>", en: "Leo <b>" };
const telegram = {
  format: "telegram" as const,
  variables: [{ name: "first_name", is_required: false, samples: SAMPLES }],
};

describe("a wording", () => {
  test("is filled as the API fills it, values escaped", () => {
    expect(fillWording(telegram, "<b>{first_name}</b> {{as is}}", "en", {})).toBe(
      "<b>Leo &lt;b&gt;</b> {as is}",
    );
    expect(fillWording({ ...telegram, format: "letter" }, "{first_name}", "ru", {})).toBe(
      "Лев <b>",
    );
  });

  test("shows a variable it does not have as it was typed", () => {
    expect(fillWording(telegram, "{code}", "en", { code: "x" })).toBe("{code}");
  });

  test("takes a better value than the sample", () => {
    expect(fillWording(telegram, "{first_name}", "en", { first_name: "Anna" })).toBe("Anna");
  });

  test("belongs to whom its key says", () => {
    expect(groupOf({ key: "owner.wrong_codes" })).toBe("owner");
  });
});

describe("a difference", () => {
  test("is told word by word", () => {
    expect(compareWords("Hello, dear friend", "Hello, old friend")).toEqual([
      { kind: "same", text: "Hello, " },
      { kind: "removed", text: "dear" },
      { kind: "added", text: "old" },
      { kind: "same", text: " friend" },
    ]);
  });

  test("is nothing between equals, and all between strangers", () => {
    expect(compareWords("a b", "a b")).toEqual([{ kind: "same", text: "a b" }]);
    expect(compareWords("", "a")).toEqual([{ kind: "added", text: "a" }]);
    expect(compareWords("a", "")).toEqual([{ kind: "removed", text: "a" }]);
  });
});
