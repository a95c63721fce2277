import type { TextEntity } from "../queries/types";

/** Text, or what an entity makes of the pieces inside it. */
export type Piece = string | { entity: TextEntity; raw: string; children: Piece[] };

/** Nested by their places. JavaScript strings are UTF-16, as offsets of entities are. */
export function piecesOf(text: string, entities: TextEntity[] = []): Piece[] {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return part(text, 0, text.length, sorted);
}

function part(text: string, from: number, to: number, entities: TextEntity[]): Piece[] {
  const pieces: Piece[] = [];
  const waiting = [...entities];
  let at = from;
  for (let entity = waiting.shift(); entity; entity = waiting.shift()) {
    const { offset } = entity;
    const end = Math.min(offset + entity.length, to);
    const first = waiting.findIndex((other) => other.offset >= end);
    const inner = waiting.splice(0, first === -1 ? waiting.length : first);
    if (offset < at || end <= offset) continue;
    if (offset > at) pieces.push(text.slice(at, offset));
    const children = part(text, offset, end, inner);
    pieces.push({ entity, raw: text.slice(offset, end), children });
    at = end;
  }
  if (at < to) pieces.push(text.slice(at, to));
  return pieces;
}
