/** The bottom of a chat: Start, Unblock, or a text box with the bot's keyboard. */

import { el, icon } from "./dom.js";
import { word } from "./words.js";

export class Composer {
  constructor(actions) {
    this.actions = actions;
    this.drawn = "";
    this.node = el("div", { class: "composer" });
  }

  clear() {
    this.drawn = "";
    this.node.replaceChildren();
  }

  /** `dialog` of the control API; `payload` of a deep link that waits for Start, or null. */
  showDialog(dialog, payload) {
    const isWaiting = payload !== null || !dialog.is_started;
    const mode = isWaiting ? "start" : dialog.is_blocked ? "blocked" : "write";
    const state = JSON.stringify([mode, payload, dialog.keyboard, dialog.commands]);
    if (state === this.drawn) return;
    this.drawn = state;
    if (mode === "start") this.#button(word("start"), () => this.actions.start(payload ?? ""), payload);
    else if (mode === "blocked") this.#button(word("unblock"), this.actions.unblock);
    else this.#writing(dialog);
  }

  showChannel(isInside) {
    const label = word(isInside ? "leave" : "join");
    if (label === this.drawn) return;
    this.drawn = label;
    this.#button(label, isInside ? this.actions.leave : this.actions.join, "", isInside);
  }

  #button(label, onclick, note = "", isPlain = false) {
    const small = note ? el("small", {}, `${word("startWith")}: ${note}`) : null;
    const button = el("button", { type: "button", class: isPlain ? "main-button plain" : "main-button", onclick }, label, small);
    if (note) button.setAttribute("aria-label", label);
    this.node.replaceChildren(button);
  }

  #writing(dialog) {
    const typed = this.node.querySelector("textarea")?.value ?? "";
    const box = this.#box(dialog.keyboard?.input_field_placeholder || word("message"), typed);
    const commands = dialog.commands.length ? this.#commands(dialog.commands) : null;
    const form = el(
      "form",
      { onsubmit: (event) => this.#submit(event, box) },
      commands ? toggle(commands) : null,
      this.#attach(box),
      box,
      el("button", { type: "submit", class: "icon-button send", "aria-label": word("send") }, icon("send")),
    );
    const parts = [commands, form, keyboardNode(dialog.keyboard, this.actions)];
    this.node.replaceChildren(...parts.filter(Boolean));
  }

  #box(placeholder, typed) {
    const box = el("textarea", { rows: "1", placeholder, "aria-label": word("message"), maxlength: "4096" });
    box.value = typed;
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit(event, box);
    });
    return box;
  }

  #submit(event, box) {
    event.preventDefault();
    const text = box.value.trim();
    if (!text) return;
    box.value = "";
    this.actions.say(text);
  }

  #attach(box) {
    const input = el("input", { type: "file", accept: "image/*", class: "visually-hidden", tabindex: "-1", "aria-hidden": "true" });
    input.addEventListener("change", () => {
      const [file] = input.files;
      if (file) this.actions.photo(file, box.value.trim());
      input.value = "";
      box.value = "";
    });
    const open = () => input.click();
    return el("span", {}, input, el("button", { type: "button", class: "icon-button", "aria-label": word("attach"), onclick: open }, icon("clip")));
  }

  #commands(commands) {
    const list = el("ul", { class: "commands", hidden: true, "aria-label": word("commands") });
    for (const { command, description } of commands) {
      const run = () => {
        list.hidden = true;
        this.actions.say(`/${command}`);
      };
      list.append(el("li", {}, el("button", { type: "button", onclick: run }, el("b", {}, `/${command}`), el("span", {}, description))));
    }
    return list;
  }
}

function toggle(list) {
  const button = el("button", { type: "button", class: "icon-button", "aria-label": word("commands"), "aria-expanded": "false" }, icon("menu"));
  button.addEventListener("click", () => {
    list.hidden = !list.hidden;
    button.setAttribute("aria-expanded", String(!list.hidden));
  });
  return button;
}

function keyboardNode(keyboard, actions) {
  if (!keyboard?.keyboard) return null;
  const rows = keyboard.keyboard.map((row) =>
    el("div", {}, ...row.map((button) => el("button", { type: "button", onclick: () => actions.pressReply(button) }, button.text))),
  );
  return el("div", { class: "reply-keyboard", role: "group", "aria-label": word("keyboard") }, ...rows);
}
