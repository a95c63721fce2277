import { describe, expect, test } from "vitest";
import { concerned } from "@/sandbox/queries/news";
import type { Entry, Town } from "@/sandbox/queries/types";
import { addressOf, follow, linkWithoutPerson, readChoices } from "@/sandbox/rules/choice";
import { safeUrl, telegramLink } from "@/sandbox/rules/links";
import { gist, grouped } from "@/sandbox/rules/messages";
import { piecesOf } from "@/sandbox/rules/rich-text";

const HOME = "http://127.0.0.1:8081";

const town: Town = {
  bots: [
    { id: 1, first_name: "Shop", username: "shop_bot" },
    { id: 2, first_name: "Till", username: "till_bot" },
  ],
  people: [
    { id: 10, first_name: "Anna", note: "" },
    { id: 20, first_name: "Boris", note: "cashier" },
  ],
  channels: [{ id: -3, title: "News", username: "shop_news", members: {} }],
};

const at = (path: string) => new URL(path, HOME);

describe("links", () => {
  test("of Telegram, and of this page in its place, lead to a chat", () => {
    const link = { name: "shop_bot", payload: "ref_a" };
    expect(telegramLink("https://t.me/shop_bot?start=ref_a", HOME)).toEqual(link);
    expect(telegramLink(" t.me/shop_bot?start=ref_a ", HOME)).toEqual(link);
    expect(telegramLink("tg://resolve?domain=shop_bot&start=ref_a", HOME)).toEqual(link);
    expect(telegramLink(`${HOME}/shop_bot?start=ref_a`, HOME)).toEqual(link);
  });

  test("of others do not", () => {
    for (const url of ["https://example.com/shop_bot", "https://t.me/", "t.me/a/b", "no link", ""])
      expect(telegramLink(url, HOME), url).toBeNull();
  });

  test("are followed only when they are harmless", () => {
    expect(safeUrl("example.com/a")).toBe("https://example.com/a");
    expect(safeUrl("mailto:a@b.example")).toBe("mailto:a@b.example");
    for (const url of ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://"])
      expect(safeUrl(url), url).toBeNull();
  });
});

describe("the address", () => {
  test("chooses people and chats, else the first before the first and the last before the last", () => {
    expect(readChoices(town, at("/?person=20&bot=@Till_Bot&bot2=shop_news&start=x"))).toEqual([
      { person: 20, chat: "till_bot", payload: "x" },
      { person: 20, chat: "shop_news", payload: null },
    ]);
    expect(readChoices(town, at("/?person=99&bot=stranger"))).toEqual([
      { person: 10, chat: "shop_bot", payload: null },
      { person: 20, chat: "till_bot", payload: null },
    ]);
  });

  test("leads back here", () => {
    const choices = readChoices(town, at("/?person=20&bot=till_bot&start=login_1"));
    expect(readChoices(town, at(addressOf(choices)))).toEqual(choices);
  });

  test("that is a link from outside asks who opens it", () => {
    const link = linkWithoutPerson(town, at("/Till_Bot?start=login_1"));
    expect(link).toEqual({ name: "till_bot", payload: "login_1" });
    expect(linkWithoutPerson(town, at("/till_bot?start=login_1&person=10"))).toBeNull();
    expect(linkWithoutPerson(town, at("/"))).toBeNull();
  });

  test("a link waits for Start before a bot, and only opens a channel", () => {
    const before = (name: string) => follow(town, { name, payload: "x" }, 10);
    expect(before("SHOP_BOT")).toEqual({ person: 10, chat: "shop_bot", payload: "x" });
    expect(before("shop_news")).toEqual({ person: 10, chat: "shop_news", payload: null });
    expect(before("stranger")).toBeUndefined();
  });
});

describe("texts", () => {
  const bold = (offset: number, length: number) => ({ type: "bold", offset, length });

  test("are cut by their entities, which may stand inside one another", () => {
    const italic = { type: "italic", offset: 3, length: 2 };
    expect(piecesOf("a bcd e", [italic, bold(2, 3)])).toEqual([
      "a ",
      {
        entity: bold(2, 3),
        raw: "bcd",
        children: ["b", { entity: italic, raw: "cd", children: ["cd"] }],
      },
      " e",
    ]);
  });

  test("survive entities that make no sense", () => {
    expect(piecesOf("abc", [bold(7, 2), bold(1, 0)])).toEqual(["abc"]);
    expect(piecesOf("")).toEqual([]);
  });
});

const entry = (message_id: number, more: object = {}): Entry => ({
  changed: 1,
  from_bot: true,
  message: { message_id, date: 0, ...more },
});

test("messages of one album stand together", () => {
  const album = { media_group_id: "7" };
  const groups = grouped([entry(1), entry(2, album), entry(3, album), entry(4)]);
  expect(groups.map((group) => group.map(({ message }) => message.message_id))).toEqual([
    [1],
    [2, 3],
    [4],
  ]);
});

test("a reply quotes what was written, or says what was sent", () => {
  const names = { photo: "Photo", video: "Video", document: "File" };
  expect(gist(entry(1, { text: "hi" }).message, names)).toBe("hi");
  expect(gist(entry(1, { photo: [] }).message, names)).toBe("🖼 Photo");
  expect(gist(entry(1, { document: { file_id: "x" } }).message, names)).toBe("📄 File");
});

test("only what a change is about is read again", () => {
  expect(concerned({ type: "message", person: 5 })).toEqual([
    ["dialogs", 5],
    ["conversation", 5],
  ]);
  expect(concerned({ type: "message", channel: -3 })).toEqual([["posts"]]);
  expect(concerned({ type: "member", person: 5, channel: -3 })).toEqual([["town"], ["posts"]]);
  expect(concerned({ type: "person", person: 5 })).toEqual([["town"]]);
  expect(concerned({ type: "resync" })).toEqual([[]]);
});
