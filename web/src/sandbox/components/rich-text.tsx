import { createElement, type ReactNode, useState } from "react";
import type { TextEntity } from "../queries/types";
import { safeUrl } from "../rules/links";
import { type Piece, piecesOf } from "../rules/rich-text";
import type { Actions } from "./actions";
import classes from "./sandbox.module.css";

const TAGS: Record<string, string> = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

/** A text with its entities. What people write can only ever become text. */
export function RichText({
  text,
  entities,
  actions,
}: {
  text: string;
  entities: TextEntity[] | undefined;
  actions: Actions;
}) {
  return (
    <div className={classes["text"]} dir="auto">
      {show(piecesOf(text, entities), actions)}
    </div>
  );
}

function show(pieces: Piece[], actions: Actions): ReactNode[] {
  return pieces.map((piece, place) => {
    if (typeof piece === "string") return piece;
    const { entity, raw } = piece;
    const children = show(piece.children, actions);
    const tag = TAGS[entity.type];
    if (tag) return createElement(tag, { key: place }, ...children);
    if (entity.type === "spoiler") return <Spoiler key={place}>{children}</Spoiler>;
    const act = actOf(entity, raw, actions);
    if (!act) return <span key={place}>{children}</span>;
    return (
      <a
        key={place}
        href={safeUrl(addressOf(entity, raw)) ?? "#"}
        target="_blank"
        rel="noopener noreferrer"
        onClick={(event) => {
          event.preventDefault();
          act();
        }}
      >
        {children}
      </a>
    );
  });
}

function actOf(entity: TextEntity, raw: string, actions: Actions): (() => void) | null {
  if (entity.type === "bot_command") return () => actions.say(raw);
  const url = addressOf(entity, raw);
  return url ? () => actions.open(url) : null;
}

function addressOf({ type, url }: TextEntity, raw: string): string {
  if (type === "text_link") return url ?? "";
  if (type === "url") return raw;
  if (type === "mention") return `https://t.me/${raw.slice(1)}`;
  return type === "email" ? `mailto:${raw}` : "";
}

function Spoiler({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <button
      type="button"
      className={classes["spoiler"]}
      data-open={isOpen || undefined}
      onClick={() => setOpen(true)}
    >
      <span>{children}</span>
    </button>
  );
}
