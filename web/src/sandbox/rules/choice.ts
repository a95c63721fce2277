import type { Town } from "../queries/types";
import { nameIn, type TelegramLink } from "./links";

/** Who looks into which chat. `payload` waits for a press of Start. */
export interface Choice {
  person: number;
  chat: string;
  payload: string | null;
}

export type Choices = [Choice, Choice];

/** What the address asks for, or two people who have something to say to each other's bots. */
export function readChoices(town: Town, address: URL): Choices {
  const query = address.searchParams;
  const person = (id: string | null) => town.people.find((one) => String(one.id) === id)?.id;
  const chat = (name: string | null) => (name ? findChat(town, name) : undefined);
  const asked = chat(nameIn(address.pathname)) ?? chat(query.get("bot"));
  return [
    {
      person: person(query.get("person")) ?? town.people[0]?.id ?? 0,
      chat: asked ?? town.bots[0]?.username ?? "",
      payload: query.get("start") || null,
    },
    {
      person: person(query.get("person2")) ?? town.people.at(-1)?.id ?? 0,
      chat: chat(query.get("bot2")) ?? town.bots.at(-1)?.username ?? "",
      payload: null,
    },
  ];
}

/** A link from outside, `/shop_bot?start=…`, that does not say who opens it. */
export function linkWithoutPerson(town: Town, address: URL): TelegramLink | null {
  const name = nameIn(address.pathname);
  const chat = name ? findChat(town, name) : undefined;
  if (!chat || address.searchParams.has("person")) return null;
  return { name: chat, payload: address.searchParams.get("start") ?? "" };
}

/** An address that leads back here; a payload goes once it was used. */
export function addressOf([first, second]: Choices): string {
  const query = new URLSearchParams({
    person: String(first.person),
    bot: first.chat,
    person2: String(second.person),
    bot2: second.chat,
  });
  if (first.payload) query.set("start", first.payload);
  return `/?${query}`;
}

/** The name of a bot or channel as it is written here. */
function findChat(town: Town, name: string): string | undefined {
  const wanted = name.replace(/^@/, "").toLowerCase();
  return [...town.bots, ...town.channels].find((chat) => chat.username.toLowerCase() === wanted)
    ?.username;
}

/** Where a link leads `person`. Undefined: there is no such chat here. */
export function follow(town: Town, link: TelegramLink, person: number): Choice | undefined {
  const chat = findChat(town, link.name);
  if (chat === undefined) return undefined;
  const isBot = town.bots.some((bot) => bot.username === chat);
  return { person, chat, payload: isBot && link.payload ? link.payload : null };
}
