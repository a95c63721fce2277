/** Alerts of bots and the form for a new person. */

import { el } from "./dom.js";
import { LANGUAGES, language, word } from "./words.js";

/** A bot's alert: stays until it is dismissed. */
export function showAlert(title, text) {
  const close = () => box.close();
  const button = el("button", { type: "button", class: "main-button", onclick: close, autofocus: true }, word("ok"));
  const box = el(
    "dialog",
    { role: "alertdialog", "aria-label": title },
    el("h2", {}, title),
    el("p", {}, text),
    el("div", { class: "actions" }, button),
  );
  open(box);
}

/** Calls `create(fields)`; the window stays open with the reason when it throws. */
export function askNewPerson(create) {
  const fields = {
    first_name: el("input", { required: true, maxlength: "64", autocomplete: "off" }),
    last_name: el("input", { maxlength: "64", autocomplete: "off" }),
    phone_number: el("input", { type: "tel", placeholder: "+79140000000", autocomplete: "off" }),
    language_code: el("select", {}, ...LANGUAGES.map((name) => el("option", { value: name, selected: name === language() }, name))),
  };
  const labels = { first_name: "firstName", last_name: "lastName", phone_number: "phone", language_code: "personLanguage" };
  const form = el(
    "form",
    { method: "dialog" },
    el("h2", {}, word("newPerson")),
    ...Object.entries(fields).map(([name, input]) => el("label", {}, word(labels[name]), input)),
    el(
      "div",
      { class: "actions" },
      el("button", { type: "button", class: "quiet", onclick: () => box.close() }, word("cancel")),
      el("button", { type: "submit", class: "main-button" }, word("create")),
    ),
  );
  form.addEventListener("submit", () => {
    create(Object.fromEntries(Object.entries(fields).map(([name, input]) => [name, input.value.trim()])));
  });
  const box = el("dialog", { "aria-label": word("newPerson") }, form);
  open(box);
}

function open(box) {
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}
