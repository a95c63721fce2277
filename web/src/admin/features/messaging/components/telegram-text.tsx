import { createElement, type ReactNode } from "react";
import { type Piece, readMarkup } from "../rules/markup";
import classes from "./message-preview.module.css";

/** Telegram's HTML as the chat shows it. Built piece by piece, never put into the page as HTML. */
export function TelegramText({ html }: { html: string }) {
  return <>{readMarkup(html).map(show)}</>;
}

function show(piece: Piece, place: number): ReactNode {
  if (typeof piece === "string") return piece;
  const children = piece.children.map(show);
  const inside = (tag: string, className?: string) =>
    createElement(tag, { key: place, className }, ...children);
  if (piece.tag === "a") return inside("span", classes["link"]);
  if (piece.tag === "span" || piece.tag === "tg-spoiler") return inside("span", classes["spoiler"]);
  return inside(piece.tag === "tg-emoji" ? "span" : piece.tag);
}
