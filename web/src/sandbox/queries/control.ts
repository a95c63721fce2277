import type { Answer, Conversation, Dialog, Entry, NewPerson, Person, Town } from "./types";

const ANSWER_SECONDS = 10;

/** Throws an `Error` with the sandbox's reason. */
async function ask<Reply>(path: string, init?: RequestInit): Promise<Reply> {
  const response = await fetch(`/control/${path}`, init);
  const body = (await response.json()) as Reply & { error?: string };
  if (!response.ok) throw new Error(body.error ?? response.statusText);
  return body;
}

const post = <Reply = unknown>(path: string, body: object = {}) =>
  ask<Reply>(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

/** One person before one bot; the bot by its name. */
const dialog = (bot: string, person: number) => `dialogs/${encodeURIComponent(bot)}/${person}`;
const channel = (name: string) => `channels/${encodeURIComponent(name)}`;

export const control = {
  town: () => ask<Town>("state"),
  dialogs: (person: number) => ask<Dialog[]>(`people/${person}/dialogs`),
  conversation: (bot: string, person: number) => ask<Conversation>(dialog(bot, person)),
  posts: (name: string) => ask<Entry[]>(`${channel(name)}/messages`),
  createPerson: (fields: NewPerson) => post<Person>("people", fields),
  start: (bot: string, person: number, payload: string) =>
    post(`${dialog(bot, person)}/start`, { payload }),
  say: (bot: string, person: number, text: string) => post(`${dialog(bot, person)}/text`, { text }),
  press: (bot: string, person: number, button: string, messageId = 0) =>
    post<{ callback_query_id?: string; url?: string }>(`${dialog(bot, person)}/press`, {
      button,
      message_id: messageId,
    }),
  read: (bot: string, person: number) => post(`${dialog(bot, person)}/read`),
  block: (bot: string, person: number) => post(`${dialog(bot, person)}/block`),
  unblock: (bot: string, person: number) => post(`${dialog(bot, person)}/unblock`),
  join: (name: string, person: number) => post(`${channel(name)}/people/${person}/join`),
  leave: (name: string, person: number) => post(`${channel(name)}/people/${person}/leave`),
  /** What the bot answered to a press; null when it did not in time. */
  answer: async (bot: string, query: string) => {
    const path = `callbacks/${encodeURIComponent(bot)}/${query}?wait=${ANSWER_SECONDS}`;
    return (await ask<{ answer: Answer | null }>(path)).answer;
  },
  photo: (bot: string, person: number, file: File, caption: string) => {
    const form = new FormData();
    form.append("photo", file);
    form.append("caption", caption);
    return ask(`${dialog(bot, person)}/photo`, { method: "POST", body: form });
  },
};

export const fileUrl = (id: string) => `/control/files/${encodeURIComponent(id)}`;
