/** The list of messages: draws only what changed, keeps the end in sight. */

import { el } from "./dom.js";
import { messageNode } from "./message.js";
import { day, word } from "./words.js";

export class Log {
  constructor(actions) {
    this.actions = actions;
    this.drawn = new Map();
    this.node = el("div", { class: "log", role: "log", tabindex: "0", "aria-label": word("conversation") });
    this.#keepEndInSight();
  }

  /** Until the person scrolls up, the newest message stays visible whatever grows or shrinks. */
  #keepEndInSight() {
    this.sticks = true;
    let last = 0;
    this.node.addEventListener("scroll", () => {
      const { scrollTop, scrollHeight, clientHeight } = this.node;
      const isAtEnd = scrollHeight - scrollTop - clientHeight < 60;
      // Growing content also ends a scroll short of the end; only going up is a wish to read.
      if (isAtEnd) this.sticks = true;
      else if (scrollTop < last - 4) this.sticks = false;
      last = scrollTop;
    });
    this.node.addEventListener("load", () => this.#toEnd(), true);
    new ResizeObserver(() => this.#toEnd()).observe(this.node);
  }

  /** The person did something: show what comes of it. */
  stick() {
    this.sticks = true;
    this.#toEnd();
  }

  #toEnd() {
    if (this.sticks) this.node.scrollTop = this.node.scrollHeight;
  }

  clear() {
    this.drawn.clear();
    this.sticks = true;
    this.node.replaceChildren();
  }

  /** `entries` oldest first; `authorOf(entry)` names the speaker. */
  show(entries, authorOf, emptyWords) {
    const groups = grouped(entries);
    const nodes = groups.flatMap((group, index) => this.#withDay(group, groups[index - 1], authorOf));
    this.#forget(groups);
    if (nodes.length === 0) nodes.push(el("p", { class: "empty" }, emptyWords));
    this.#place(nodes);
    this.#toEnd();
  }

  #withDay(group, before, authorOf) {
    const date = day(group[0].message.date);
    const isNewDay = !before || day(before[0].message.date) !== date;
    const node = this.#drawn(group, authorOf);
    return isNewDay ? [this.#dayNode(date), node] : [node];
  }

  #dayNode(date) {
    const known = this.drawn.get(`day ${date}`);
    if (known) return known.node;
    const node = el("div", { class: "day" }, date);
    this.drawn.set(`day ${date}`, { node, version: "" });
    return node;
  }

  #drawn(group, authorOf) {
    const key = group[0].message.message_id;
    const version = group.map((entry) => entry.changed).join();
    const known = this.drawn.get(key);
    if (known?.version === version) return known.node;
    const node = messageNode(group, authorOf(group[0]), this.actions);
    this.drawn.set(key, { node, version });
    return node;
  }

  #forget(groups) {
    const alive = new Set(groups.map((group) => group[0].message.message_id));
    for (const key of this.drawn.keys()) {
      if (typeof key === "number" && !alive.has(key)) this.drawn.delete(key);
    }
  }

  /** Moves as little as possible, so that nothing loses focus. */
  #place(nodes) {
    const wanted = new Set(nodes);
    for (const child of [...this.node.children]) if (!wanted.has(child)) child.remove();
    nodes.forEach((node, index) => {
      if (this.node.children[index] !== node) this.node.insertBefore(node, this.node.children[index] ?? null);
    });
  }
}

/** Messages of one album stand together. */
function grouped(entries) {
  const groups = [];
  for (const entry of entries) {
    const album = entry.message.media_group_id;
    const last = groups.at(-1);
    if (album && last?.[0].message.media_group_id === album) last.push(entry);
    else groups.push([entry]);
  }
  return groups;
}
