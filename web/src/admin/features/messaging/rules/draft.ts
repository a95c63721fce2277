/** What is being written, as a form holds it; and what the API makes of it. */
import type { Schemas } from "@/shared/http/api";
import type { Problem } from "@/shared/http/problem";

type Audience = Schemas["BroadcastView"]["audience"];
export type AudienceKind = Audience["kind"];
export type Rule = Extract<Audience, { kind: "rule" }>["rule"];

export interface DraftButton {
  kind: "url" | "copy_code" | "callback";
  text: string;
  url: string;
  reply: string;
  shows: Schemas["ReplyKind"];
  /** In the row of the button before it. */
  isBeside: boolean;
}

export interface Draft {
  title: string;
  text: string;
  media_ids: number[];
  buttons: DraftButton[];
  has_link_preview: boolean;
  audience: AudienceKind;
  tags: string[];
  segment_id: string | null;
  client_ids: string[];
  rule: Rule | null;
  /** Nothing is missing in the rule, so the API can be asked about it. */
  is_rule_whole: boolean;
  topic: Schemas["Topic"];
  template_id: string | null;
  has_quiet_hours: boolean;
  is_test: boolean;
}

export const NO_BUTTON: DraftButton = {
  kind: "url",
  text: "",
  url: "",
  reply: "",
  shows: "toast",
  isBeside: false,
};

export const EMPTY: Draft = {
  title: "",
  text: "",
  media_ids: [],
  buttons: [],
  has_link_preview: false,
  audience: "everyone",
  tags: [],
  segment_id: null,
  client_ids: [],
  rule: null,
  is_rule_whole: true,
  topic: "offers",
  template_id: null,
  has_quiet_hours: true,
  is_test: false,
};

export function draftOf(view: Schemas["BroadcastView"]): Draft {
  const { content, audience } = view;
  return {
    ...EMPTY,
    title: view.title,
    text: content.text ?? "",
    media_ids: content.media_ids ?? [],
    buttons: (content.buttons ?? []).flatMap((row) =>
      row.map((button, place) => ({ ...NO_BUTTON, ...button, isBeside: place > 0 })),
    ),
    has_link_preview: content.has_link_preview ?? false,
    audience: audience.kind,
    tags: audience.kind === "tags" ? audience.tags : [],
    segment_id: audience.kind === "segment" ? String(audience.segment_id) : null,
    client_ids: audience.kind === "clients" ? audience.client_ids.map(String) : [],
    rule: audience.kind === "rule" ? audience.rule : null,
    is_rule_whole: true,
    topic: view.topic,
    template_id: view.template_id === null ? null : String(view.template_id),
    has_quiet_hours: view.has_quiet_hours,
    is_test: view.is_test,
  };
}

export const bodyOf = (draft: Draft): Schemas["BroadcastCreate"] => ({
  title: draft.title,
  content: contentOf(draft),
  audience: audienceOf(draft) ?? { kind: "everyone" },
  topic: draft.topic,
  template_id: draft.template_id === null ? null : Number(draft.template_id),
  has_quiet_hours: draft.has_quiet_hours,
  is_test: draft.is_test,
});

export const contentOf = (draft: Draft): Schemas["BroadcastContent"] => ({
  text: draft.text || null,
  media_ids: draft.media_ids,
  buttons: rowsOf(draft.buttons),
  has_link_preview: draft.has_link_preview,
});

/** Null while nobody is chosen. */
export function audienceOf(draft: Draft): Schemas["RecipientCountQuery"]["audience"] | null {
  switch (draft.audience) {
    case "everyone":
      return { kind: "everyone" };
    case "tags":
      return draft.tags.length > 0 ? { kind: "tags", tags: draft.tags } : null;
    case "segment":
      return draft.segment_id === null
        ? null
        : { kind: "segment", segment_id: Number(draft.segment_id) };
    case "clients":
      return draft.client_ids.length > 0
        ? { kind: "clients", client_ids: draft.client_ids.map(Number) }
        : null;
    case "rule":
      return draft.rule && draft.is_rule_whole ? { kind: "rule", rule: draft.rule } : null;
  }
}

type Button = NonNullable<Schemas["BroadcastContent"]["buttons"]>[number][number];

export function rowsOf(buttons: readonly DraftButton[]): Button[][] {
  const rows: Button[][] = [];
  for (const button of buttons) {
    const last = rows.at(-1);
    if (button.isBeside && last) last.push(buttonOf(button));
    else rows.push([buttonOf(button)]);
  }
  return rows;
}

function buttonOf({ kind, text, url, reply, shows }: DraftButton): Button {
  if (kind === "url") return { kind, text, url: url.trim() };
  return kind === "callback" ? { kind, text, reply, shows } : { kind, text };
}

/** Codes of what is refused, by the place in the form: `text`, `button.0`, `audience`. */
export function faultsOf(problem: Problem, draft: Draft): Record<string, string> {
  const found = problem.fields.map(
    ({ name, code }) => [placeOf(name, draft), code] as [string | null, string],
  );
  const placed = found.filter((one): one is [string, string] => one[0] !== null);
  // Of several at one place the first is told.
  return Object.fromEntries(placed.reverse());
}

function placeOf(name: string, draft: Draft): string | null {
  const parts = name.split(".");
  const [first = "", second = "", row, place] = parts;
  if (first !== "content")
    return ["title", "audience", "template_id"].includes(first) ? first : null;
  if (second === "text" || second === "media_ids") return second;
  if (second !== "buttons") return null;
  if (row === undefined) return "buttons";
  return `button.${indexOf(draft.buttons, Number(row), Number(place ?? 0))}`;
}

function indexOf(buttons: readonly DraftButton[], row: number, place: number): number {
  const starts = buttons.flatMap(({ isBeside }, index) => (isBeside && index > 0 ? [] : [index]));
  return (starts[row] ?? 0) + place;
}

/** Of what is told by place, what is told of buttons: by their number. */
export const buttonFaults = (faults: Readonly<Record<string, string>>): Record<number, string> =>
  Object.fromEntries(
    Object.entries(faults)
      .filter(([place]) => place.startsWith("button."))
      .map(([place, text]) => [Number(place.split(".")[1]), text]),
  );
