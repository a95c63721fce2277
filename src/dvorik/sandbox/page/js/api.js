/** The control API, as this page uses it. Paths are relative: the page may live under a prefix. */

async function ask(path, options) {
  const response = await fetch(`control/${path}`, options);
  const body = response.status === 204 ? null : await response.json();
  if (!response.ok) throw new Error(body?.error ?? response.statusText);
  return body;
}

const post = (path, body = {}) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

const dialog = (bot, person) => `dialogs/${encodeURIComponent(bot)}/${person}`;
const channel = (name) => `channels/${encodeURIComponent(name)}`;

export const api = {
  state: () => ask("state"),
  dialogs: (person) => ask(`people/${person}/dialogs`),
  dialog: (bot, person) => ask(dialog(bot, person)),
  posts: (name) => ask(`${channel(name)}/messages`),
  start: (bot, person, payload) => post(`${dialog(bot, person)}/start`, { payload }),
  say: (bot, person, text) => post(`${dialog(bot, person)}/text`, { text }),
  press: (bot, person, button, messageId) => post(`${dialog(bot, person)}/press`, { button, message_id: messageId }),
  read: (bot, person) => post(`${dialog(bot, person)}/read`),
  block: (bot, person) => post(`${dialog(bot, person)}/block`),
  unblock: (bot, person) => post(`${dialog(bot, person)}/unblock`),
  join: (name, person) => post(`${channel(name)}/people/${person}/join`),
  leave: (name, person) => post(`${channel(name)}/people/${person}/leave`),
  createPerson: (fields) => post("people", fields),
  answer: (bot, query, wait) => ask(`callbacks/${encodeURIComponent(bot)}/${query}?wait=${wait}`),
  photo(bot, person, file, caption) {
    const form = new FormData();
    form.append("photo", file);
    form.append("caption", caption);
    return ask(`${dialog(bot, person)}/photo`, { method: "POST", body: form });
  },
  fileUrl: (id) => `control/files/${encodeURIComponent(id)}`,
};

/** Calls `heard(change)` for every change; `lost(true|false)` when the connection goes and comes. */
export function listen(heard, lost) {
  const source = new EventSource("control/stream");
  source.onmessage = (event) => heard(JSON.parse(event.data));
  source.onopen = () => lost(false);
  source.onerror = () => lost(true);
}
