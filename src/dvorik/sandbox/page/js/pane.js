/** One window: a person, their chats, the chat that is open. */

import { api } from "./api.js";
import { Composer } from "./composer.js";
import { avatar, el, fullName, icon } from "./dom.js";
import { safeUrl, telegramLink } from "./links.js";
import { Log } from "./log.js";
import { askNewPerson, showAlert } from "./popups.js";
import { word } from "./words.js";

const TOAST_MS = 4000;
const ANSWER_SECONDS = 10;

export class Pane {
  /** `town` is `{bots, people, channels}`; `changed()` is called when the choice changes. */
  constructor(number, town, choice, changed) {
    Object.assign(this, { number, town, changed, payload: choice.start ?? null });
    this.person = choice.person;
    this.chat = choice.chat;
    this.version = 0;
    this.node = el("section", { class: "pane" });
    this.rebuild();
  }

  get bot() {
    return this.town.bots.find((bot) => bot.username === this.chat);
  }

  get channel() {
    return this.town.channels.find((channel) => channel.username === this.chat);
  }

  get someone() {
    return this.town.people.find((person) => person.id === this.person) ?? this.town.people[0];
  }

  /** Everything anew: at the start, and when the language changes. */
  rebuild() {
    this.node.setAttribute("aria-label", `${word("window")} ${this.number}`);
    this.who = el("div", { class: "who" });
    this.chats = el("nav", { class: "chats", "aria-label": word("chats") });
    this.head = el("div", { class: "chat-head" });
    this.log = new Log({ open: (url) => this.open(url), say: (text) => this.#say(text), press: (b, m) => this.#press(b, m) });
    this.composer = new Composer(this.#composerActions());
    this.toastNode = el("div", { class: "toast", role: "status" });
    this.node.replaceChildren(this.who, this.chats, this.head, this.log.node, el("div", { class: "toast-place" }, this.toastNode), this.composer.node);
    this.drawPeople();
    return this.refresh();
  }

  #composerActions() {
    return {
      say: (text) => this.#say(text),
      start: (payload) => this.#start(payload),
      photo: (file, caption) => this.#act(() => api.photo(this.chat, this.person, file, caption)),
      pressReply: (button) => this.#pressReply(button),
      unblock: () => this.#act(() => api.unblock(this.chat, this.person)),
      join: () => this.#act(() => api.join(this.chat, this.person)),
      leave: () => this.#act(() => api.leave(this.chat, this.person)),
    };
  }

  drawPeople() {
    const options = this.town.people.map((person) => {
      const role = word("roles")[person.note] ?? person.note;
      const label = role ? `${fullName(person)} · ${role}` : fullName(person);
      return el("option", { value: String(person.id), selected: person.id === this.person }, label);
    });
    const select = el("select", { "aria-label": word("person"), onchange: () => this.choose(Number(select.value), this.chat) }, ...options);
    const add = el("button", { type: "button", class: "icon-button", "aria-label": word("newPerson"), onclick: () => this.#newPerson() }, icon("plus"));
    this.who.replaceChildren(avatar(this.person, fullName(this.someone), true), select, add);
  }

  /** Look as another person, or into another chat. */
  choose(person, chat, start = null) {
    const isOther = person !== this.person || chat !== this.chat;
    Object.assign(this, { person, chat, payload: start });
    if (isOther) {
      this.log.clear();
      this.composer.clear();
      this.drawPeople();
    }
    this.changed();
    return this.refresh();
  }

  concerns(change) {
    if (change.type === "resync" || change.channel) return true;
    return change.person === this.person;
  }

  /** Read everything from the sandbox and draw what differs. Old answers never win. */
  async refresh() {
    const version = ++this.version;
    const [dialogs, content] = await Promise.all([
      api.dialogs(this.person),
      this.channel ? api.posts(this.chat) : api.dialog(this.chat, this.person),
    ]);
    if (version !== this.version) return;
    this.#drawChats(dialogs);
    if (this.channel) this.#drawChannel(content);
    else this.#drawDialog(content);
  }

  #drawChats(dialogs) {
    const bots = dialogs.map(({ bot, unread }) => this.#tab(bot.username, bot.id, bot.first_name, unread));
    const channels = this.town.channels.map((c) => this.#tab(c.username, c.id, `📣 ${c.title}`, 0));
    const state = JSON.stringify([this.person, this.chat, dialogs.map((d) => d.unread)]);
    if (state === this.chats.dataset.state && this.chats.childElementCount) return;
    this.chats.dataset.state = state;
    this.chats.replaceChildren(...bots, ...channels);
    const open = this.chats.querySelector('[aria-pressed="true"]');
    if (open) this.chats.scrollLeft = open.offsetLeft - this.chats.clientWidth / 2 + open.clientWidth / 2;
  }

  #tab(name, id, label, unread) {
    const isOpen = name === this.chat;
    const badge = unread && !isOpen ? el("span", { class: "badge", "aria-label": `${unread} ${word("unread")}` }, String(unread)) : null;
    const open = () => this.choose(this.person, name);
    return el("button", { type: "button", "aria-pressed": String(isOpen), onclick: open }, avatar(id, label, true), el("span", { class: "name" }, label), badge);
  }

  #drawDialog(dialog) {
    const { bot } = this;
    const status = dialog.is_blocked ? word("blocked") : word(actionWord(dialog.action));
    const toggle = dialog.is_blocked ? api.unblock : api.block;
    const label = word(dialog.is_blocked ? "unblock" : "block");
    const block = dialog.is_started ? headButton(label, () => this.#act(() => toggle(this.chat, this.person))) : null;
    this.#drawHead(bot.id, bot.first_name, dialog.action ? status : `${status} · @${bot.username}`, Boolean(dialog.action), block);
    this.log.show(dialog.messages, (entry) => (entry.from_bot ? bot.first_name : word("you")), word("nothing"));
    this.composer.showDialog(dialog, this.payload);
    if (dialog.unread && this.isSeen()) api.read(this.chat, this.person).catch(() => {});
    clearTimeout(this.actionTimer);
    if (dialog.action) this.actionTimer = setTimeout(() => this.refresh(), 5200);
  }

  #drawChannel(posts) {
    const { channel } = this;
    const member = channel.members[this.person];
    const key = member?.is_inside ? "subscribed" : member?.status === "kicked" ? "banned" : "notSubscribed";
    this.#drawHead(channel.id, channel.title, `${word("channel")} · ${word(key)}`, false, null);
    this.log.show(posts, () => channel.title, word("noPosts"));
    this.composer.showChannel(Boolean(member?.is_inside));
  }

  #drawHead(id, name, status, isBusy, button) {
    const title = el("div", {}, el("h2", {}, name), el("p", { class: isBusy ? "busy" : null }, status));
    const state = JSON.stringify([id, name, status, button?.title]);
    if (state === this.head.dataset.state) return;
    this.head.dataset.state = state;
    this.head.replaceChildren(avatar(id, name), title, ...(button ? [button] : []));
  }

  isSeen() {
    return document.visibilityState === "visible" && this.node.offsetParent !== null;
  }

  #say(text) {
    return this.#act(() => api.say(this.chat, this.person, text));
  }

  #start(payload) {
    this.payload = null;
    this.changed();
    return this.#act(() => api.start(this.chat, this.person, payload));
  }

  async #press(button, message) {
    if (!button.callback_data) {
      this.open(button.url ?? button.web_app?.url ?? button.login_url?.url ?? "");
      return;
    }
    const { chat, bot } = this;
    const pressed = await this.#act(() => api.press(chat, this.person, button.callback_data, message.message_id));
    if (!pressed?.callback_query_id) return;
    const { answer } = await api.answer(chat, pressed.callback_query_id, ANSWER_SECONDS);
    if (answer?.url) this.open(answer.url);
    if (!answer?.text) return;
    if (answer.show_alert) showAlert(bot.first_name, answer.text);
    else this.toast(answer.text);
  }

  #pressReply(button) {
    if (button.web_app) return this.open(button.web_app.url);
    return this.#act(() => api.press(this.chat, this.person, button.text, 0));
  }

  /** A link in a text or under a button. */
  open(url) {
    const own = telegramLink(url);
    const name = own && this.#known(own.name);
    if (name) return this.choose(this.person, name, this.town.bots.some((b) => b.username === name) ? startOf(own) : null);
    const href = safeUrl(url);
    if (href) window.open(href, "_blank", "noopener,noreferrer");
    return undefined;
  }

  #known(name) {
    const all = [...this.town.bots, ...this.town.channels].map((one) => one.username);
    return all.find((username) => username.toLowerCase() === name.toLowerCase());
  }

  async #act(does) {
    this.log.stick();
    try {
      return await does();
    } catch (error) {
      this.toast(error.message);
      return null;
    }
  }

  #newPerson() {
    askNewPerson((fields) =>
      this.#act(async () => {
        const person = await api.createPerson(fields);
        this.town.people.push(person);
        await this.choose(person.id, this.chat);
      }),
    );
  }

  toast(text) {
    this.toastNode.textContent = text;
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => this.toastNode.replaceChildren(), TOAST_MS);
  }
}

const startOf = ({ start }) => start || null;

function actionWord(action) {
  if (!action) return "bot";
  return action === "typing" ? "typing" : "sending";
}

function headButton(label, onclick) {
  return el("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick }, icon("ban"));
}
