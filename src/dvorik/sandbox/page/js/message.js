/** One message (or an album) as a bubble with its buttons. */

import { api } from "./api.js";
import { el, icon } from "./dom.js";
import { richText } from "./rich-text.js";
import { time, word } from "./words.js";

/** `entries` share one album, or are one message. */
export function messageNode(entries, author, actions) {
  const entry = entries[0];
  const { message } = entry;
  const captioned = entries.find(({ message: m }) => m.text || m.caption)?.message ?? message;
  const shown = entries.map(({ message: m }) => mediaNode(m)).filter(Boolean);
  const hasPictures = Boolean(message.photo || message.video);
  const node = el(
    "article",
    {
      class: entry.from_bot ? "message" : "message mine",
      "aria-label": `${author}, ${time(message.date)}`,
      "data-message-id": String(message.message_id),
    },
    el(
      "div",
      { class: hasPictures ? "bubble with-media" : "bubble" },
      message.reply_to_message ? quoted(message.reply_to_message) : null,
      ...(shown.length > 1 && hasPictures ? [el("div", { class: "album" }, ...shown)] : shown),
      textNode(captioned, actions),
      el("span", { class: "meta" }, meta(message)),
    ),
  );
  if (message.reply_markup) node.append(inlineKeyboard(message, actions));
  return node;
}

function meta(message) {
  return message.edit_date ? `${word("edited")} ${time(message.date)}` : time(message.date);
}

function textNode(message, actions) {
  const text = message.text ?? message.caption;
  if (!text) return null;
  return richText(text, message.text ? message.entities : message.caption_entities, actions);
}

export function preview(message) {
  if (message.photo) return `🖼 ${message.caption ?? word("photo")}`;
  if (message.video) return `🎬 ${message.caption ?? word("video")}`;
  if (message.document) return `📄 ${message.document.file_name ?? word("document")}`;
  if (message.contact) return `👤 ${message.contact.phone_number}`;
  return message.text ?? "";
}

function quoted(message) {
  return el("div", { class: "quoted", "aria-label": word("reply") }, preview(message));
}

function mediaNode(message) {
  if (message.photo) return picture(message.photo.at(-1), message);
  if (message.video) return film(message.video);
  if (message.document) return documentNode(message.document);
  if (message.contact) return contactNode(message.contact);
  return null;
}

function picture(photo, message) {
  const url = api.fileUrl(photo.file_id);
  const alt = message.caption ?? word("photo");
  return el(
    "a",
    { class: "media", href: url, target: "_blank", rel: "noopener" },
    el("img", { src: url, alt, width: photo.width, height: photo.height, style: "height:auto" }),
  );
}

function film(video) {
  const attributes = { src: api.fileUrl(video.file_id), controls: true, preload: "metadata", "aria-label": word("video") };
  return el("div", { class: "media" }, el("video", attributes));
}

function documentNode(document) {
  return el(
    "a",
    { class: "document", href: api.fileUrl(document.file_id), download: document.file_name ?? true },
    el("span", { class: "sign" }, icon("file")),
    el("span", {}, el("b", {}, document.file_name ?? word("document")), el("small", {}, size(document.file_size))),
  );
}

function contactNode(contact) {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ");
  return el(
    "div",
    { class: "document" },
    el("span", { class: "sign", "aria-hidden": "true" }, "☎"),
    el("span", {}, el("b", {}, name), el("small", {}, contact.phone_number)),
  );
}

function size(bytes = 0) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function inlineKeyboard(message, actions) {
  const rows = message.reply_markup.inline_keyboard.map((row) =>
    el("div", {}, ...row.map((button) => inlineButton(button, message, actions))),
  );
  return el("div", { class: "inline-keyboard" }, ...rows);
}

function inlineButton(button, message, actions) {
  const leadsAway = Boolean(button.url || button.web_app || button.login_url);
  const node = el("button", { type: "button", class: leadsAway ? "away" : null }, button.text);
  node.addEventListener("click", async () => {
    node.setAttribute("aria-busy", "true");
    try {
      await actions.press(button, message);
    } finally {
      node.removeAttribute("aria-busy");
    }
  });
  return node;
}
