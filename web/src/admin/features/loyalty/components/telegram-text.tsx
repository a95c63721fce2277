import { Fragment, type ReactNode } from "react";

/** Tags of Telegram's HTML that are shown as they are; others only give their text. */
const SHOWN = new Set(["b", "strong", "i", "em", "u", "s", "code", "pre", "blockquote"]);

/** A message as Telegram would show it. Parsed, never put into the page as HTML. */
export function TelegramText({ html }: { html: string }) {
  const body = new DOMParser().parseFromString(html, "text/html").body;
  return <>{children(body)}</>;
}

const children = (node: Node): ReactNode[] =>
  Array.from(node.childNodes, (child, number) => (
    <Fragment key={number}>{rendered(child)}</Fragment>
  ));

function rendered(node: Node): ReactNode {
  const name = node.nodeName.toLowerCase();
  if (!SHOWN.has(name)) return node.nodeType === Node.TEXT_NODE ? node.textContent : children(node);
  const Tag = name as "b";
  return <Tag>{children(node)}</Tag>;
}
