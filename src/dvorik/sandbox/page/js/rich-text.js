/** Text with entities to elements. JavaScript strings are UTF-16, as entity offsets are. */

import { el } from "./dom.js";
import { safeUrl } from "./links.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

/** `open(url)` follows a link, `say(text)` sends a command. */
export function richText(text, entities, actions) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return el("div", { class: "text", dir: "auto" }, ...part(text, 0, text.length, sorted, actions));
}

function part(text, from, to, entities, actions) {
  const nodes = [];
  let at = from;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const end = Math.min(entity.offset + entity.length, to);
    const inner = [];
    index += 1;
    while (index < entities.length && entities[index].offset < end) inner.push(entities[index++]);
    if (entity.offset < at || end <= entity.offset) continue;
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const children = part(text, entity.offset, end, inner, actions);
    nodes.push(wrapped(entity, text.slice(entity.offset, end), children, actions));
    at = end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function wrapped(entity, raw, children, actions) {
  const { type } = entity;
  if (TAGS[type]) return el(TAGS[type], {}, ...children);
  if (type === "pre") return el("pre", {}, el("code", {}, ...children));
  if (type === "spoiler") return spoiler(children);
  if (type === "bot_command") return asLink(children, () => actions.say(raw));
  if (type === "mention") return asLink(children, () => actions.open(`https://t.me/${raw.slice(1)}`));
  if (type === "text_link") return link(entity.url, children, actions);
  if (type === "url") return link(raw, children, actions);
  if (type === "email") return link(`mailto:${raw}`, children, actions);
  return el("span", {}, ...children);
}

function link(url, children, actions) {
  const href = safeUrl(url);
  if (href === null) return asLink(children, () => actions.open(url));
  const follow = (event) => {
    event.preventDefault();
    actions.open(url);
  };
  return el("a", { href, rel: "noopener noreferrer", target: "_blank", onclick: follow }, ...children);
}

/** A link that acts inside the page: a command, a mention. */
function asLink(children, act) {
  const onclick = (event) => {
    event.preventDefault();
    act();
  };
  return el("a", { href: "#", onclick }, ...children);
}

function spoiler(children) {
  const node = el("button", { type: "button", class: "spoiler" }, el("span", {}, ...children));
  node.addEventListener("click", () => node.classList.add("open"));
  return node;
}
