/**
 * Telegram's HTML as a tree, from text and from what an editor holds, and back into text. Tags that
 * Telegram does not know lose themselves and keep what is in them.
 */
export type Piece = string | Mark;

interface Mark {
  tag: string;
  attributes: Readonly<Record<string, string>>;
  children: readonly Piece[];
}

const SAME: Record<string, string> = { strong: "b", em: "i", ins: "u", strike: "s", del: "s" };
const KNOWN = ["a", "b", "i", "u", "s", "code", "pre", "blockquote", "span", "tg-emoji"];
const KNOWN_TAGS = new Set([...KNOWN, "tg-spoiler"]);
const KEPT = ["href", "class", "emoji-id", "expandable"];
const BLOCKS = new Set(["div", "p", "li"]);

export function readMarkup(text: string): Piece[] {
  // A template is inert: nothing in it is loaded or run.
  const holder = document.createElement("template");
  holder.innerHTML = text;
  return readNodes(holder.content);
}

/** What an element holds; a line break for every break one sees. */
export function readNodes(parent: Node): Piece[] {
  const pieces: Piece[] = [];
  for (const node of parent.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) pieces.push(node.textContent ?? "");
    if (node.nodeType === Node.ELEMENT_NODE) readElement(node as Element, pieces);
  }
  return pieces;
}

function readElement(element: Element, into: Piece[]): void {
  const name = element.tagName.toLowerCase();
  const tag = SAME[name] ?? name;
  const children = readNodes(element);
  if (tag === "br") into.push("\n");
  else if (KNOWN_TAGS.has(tag) && (tag !== "span" || element.className === "tg-spoiler")) {
    if (children.length > 0) into.push({ tag, attributes: keptOf(element), children });
  } else {
    if (BLOCKS.has(tag) && into.length > 0) into.push("\n");
    into.push(...children);
  }
}

function keptOf(element: Element): Record<string, string> {
  const found = KEPT.map((name) => [name, element.getAttribute(name)] as const);
  return Object.fromEntries(found.filter((one): one is [string, string] => one[1] !== null));
}

export const writeMarkup = (pieces: readonly Piece[]): string => pieces.map(write).join("").trim();

function write(piece: Piece): string {
  if (typeof piece === "string") return escape(piece);
  const attributes = Object.entries(piece.attributes)
    .map(([name, value]) => ` ${name}="${escape(value).replaceAll('"', "&quot;")}"`)
    .join("");
  return `<${piece.tag}${attributes}>${piece.children.map(write).join("")}</${piece.tag}>`;
}

export const escape = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** As nodes for an editor. */
export function buildNodes(pieces: readonly Piece[]): Node[] {
  return pieces.map((piece) => {
    if (typeof piece === "string") return document.createTextNode(piece);
    const element = document.createElement(piece.tag);
    for (const [name, value] of Object.entries(piece.attributes)) element.setAttribute(name, value);
    element.append(...buildNodes(piece.children));
    return element;
  });
}

/** What one sees of it. */
export const visibleText = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => (typeof piece === "string" ? piece : visibleText(piece.children))).join("");

/** An address as Telegram takes it, with its scheme; null when it is none. */
export function linkAddress(typed: string): string | null {
  const text = typed.trim();
  const address = /^(?:https?:\/\/|tg:\/\/|mailto:|tel:)/.test(text) ? text : `https://${text}`;
  return /^(?:https?:\/\/(?:[^\s/.]+\.)+[^\s/.]+(?:[/?#:]\S*)?|(?:tg:\/\/|mailto:|tel:)\S+)$/.test(
    address,
  )
    ? address
    : null;
}
