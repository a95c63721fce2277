import { describe, expect, test } from "vitest";
import {
  draftOf,
  faultsOf,
  EMPTY,
  NO_BUTTON,
  rowsOf,
} from "@/admin/features/messaging/rules/draft";
import {
  linkAddress,
  readMarkup,
  readNodes,
  visibleText,
  writeMarkup,
} from "@/admin/features/messaging/rules/markup";
import { fillPersonal } from "@/admin/features/messaging/rules/personal";
import { momentOf, wallOf } from "@/shared/i18n/zone";
import type { Schemas } from "@/shared/http/api";
import { Problem } from "@/shared/http/problem";

describe("markup", () => {
  test("survives being read and written", () => {
    const text = 'Hi, <b>all <i>of</i></b> you &amp; me: <a href="https://x.y/?a=1&amp;b=2">x</a>';
    expect(writeMarkup(readMarkup(text))).toBe(text);
    expect(visibleText(readMarkup(text))).toBe("Hi, all of you & me: x");
  });

  test("keeps the words of tags that Telegram does not know", () => {
    expect(writeMarkup(readMarkup("<h1>Big</h1> <script>no</script>"))).toBe("Big no");
  });

  test("reads lines as an editor makes them", () => {
    const editor = document.createElement("div");
    editor.innerHTML = "one<br>two<div>three <strong>3</strong></div>";
    expect(writeMarkup(readNodes(editor))).toBe("one\ntwo\nthree <b>3</b>");
  });

  test("completes an address, and refuses what is none", () => {
    expect(linkAddress(" dvorik.ru/menu ")).toBe("https://dvorik.ru/menu");
    expect(linkAddress("tel:+79140001122")).toBe("tel:+79140001122");
    expect(linkAddress("just words")).toBeNull();
    expect(linkAddress("javascript:alert(1)")).toBeNull();
  });
});

test("personal fields are filled as the API fills them", () => {
  expect(fillPersonal("{first_name|friend}!", { first_name: "A & B" })).toBe("A &amp; B!");
  expect(fillPersonal("{first_name|friend}{last_name}!", {})).toBe("friend!");
  expect(fillPersonal("{nobody}", {})).toBe("{nobody}");
});

describe("the shop's clock", () => {
  test("is its own, wherever the browser is", () => {
    expect(momentOf("2026-11-21T09:00", "Asia/Vladivostok")).toBe("2026-11-20T23:00:00.000Z");
    expect(wallOf(new Date("2026-11-20T23:00:00Z"), "Asia/Vladivostok")).toBe("2026-11-21T09:00");
  });

  test("knows summer time on the day it begins", () => {
    expect(momentOf("2026-03-29T01:30", "Europe/Berlin")).toBe("2026-03-29T00:30:00.000Z");
    expect(momentOf("2026-03-29T03:30", "Europe/Berlin")).toBe("2026-03-29T01:30:00.000Z");
  });

  test("shows no time for what is none", () => {
    expect(momentOf("", "Europe/Berlin")).toBeNull();
  });
});

describe("a draft", () => {
  const link = { ...NO_BUTTON, text: "a", url: "https://a.b" };

  test("puts buttons beside each other when asked to", () => {
    const rows = rowsOf([link, { ...link, text: "b", isBeside: true }, { ...link, text: "c" }]);
    expect(rows.map((row) => row.map(({ text }) => text))).toEqual([["a", "b"], ["c"]]);
  });

  test("tells which button was refused", () => {
    const draft = { ...EMPTY, buttons: [link, { ...link, isBeside: true }, link] };
    const problem = new Problem({
      status: 422,
      code: "invalid",
      fields: [
        { name: "content.buttons.1.0.url.url", code: "string_pattern_mismatch" },
        { name: "content.buttons.0.1.reply", code: "too_long" },
        { name: "content.text", code: "empty_text" },
        { name: "audience.segment.segment_id", code: "missing" },
      ],
    });
    expect(faultsOf(problem, draft)).toEqual({
      "button.2": "string_pattern_mismatch",
      "button.1": "too_long",
      text: "empty_text",
      audience: "missing",
    });
  });

  test("is what the API has", () => {
    const view = {
      title: "T",
      content: { text: "hi", media_ids: [7], buttons: [[{ kind: "copy_code", text: "code" }]] },
      audience: { kind: "segment", segment_id: 3 },
      topic: "offers",
      template_id: 5,
      has_quiet_hours: false,
      is_test: false,
    } as unknown as Schemas["BroadcastView"];
    expect(draftOf(view)).toEqual({
      ...EMPTY,
      title: "T",
      text: "hi",
      media_ids: [7],
      buttons: [{ ...NO_BUTTON, kind: "copy_code", text: "code" }],
      audience: "segment",
      segment_id: "3",
      template_id: "5",
      has_quiet_hours: false,
    });
  });
});
