/**
 * A rule as people edit it. "Not" is a mark on a part, the root is always a group, and each part
 * has a key of its own, so that rows stay themselves while others come and go.
 */
import type { Schemas } from "@/shared/http/api";

export type Rule = Schemas["Node-Input"];
export type Operator = Schemas["Operator"];

interface Part {
  key: string;
  /** "Everybody but these". */
  isExcluded: boolean;
}

export interface GroupDraft extends Part {
  type: "group";
  join: "and" | "or";
  parts: Draft[];
}

export interface ConditionDraft extends Part {
  type: "condition";
  /** Empty until chosen. */
  field: string;
  operator: Operator;
  value: unknown;
}

export interface SegmentDraft extends Part {
  type: "segment";
  /** 0 until chosen. */
  segmentId: number;
}

export type Draft = GroupDraft | ConditionDraft | SegmentDraft;

export const EVERYBODY: Rule = { type: "and", rules: [] };

let lastKey = 0;
const newKey = () => `part-${++lastKey}`;

export function newGroup(join: GroupDraft["join"] = "or", parts: Draft[] = []): GroupDraft {
  return { type: "group", key: newKey(), isExcluded: false, join, parts };
}

export function newCondition(): ConditionDraft {
  return {
    type: "condition",
    key: newKey(),
    isExcluded: false,
    field: "",
    operator: "is",
    value: null,
  };
}

export function newSegment(): SegmentDraft {
  return { type: "segment", key: newKey(), isExcluded: false, segmentId: 0 };
}

/** The same part once more, with keys of its own. */
export function copyOf(draft: Draft): Draft {
  const copy = { ...draft, key: newKey() };
  return copy.type === "group" ? { ...copy, parts: copy.parts.map(copyOf) } : copy;
}

/** The tree of a rule. A rule that is not a group becomes the only part of one. */
export function readRule(rule: Rule): GroupDraft {
  const draft = readPart(rule);
  return draft.type === "group" && !draft.isExcluded ? draft : newGroup("and", [draft]);
}

function readPart(rule: Rule): Draft {
  switch (rule.type) {
    case "not": {
      const inner = readPart(rule.rule);
      return { ...inner, isExcluded: !inner.isExcluded };
    }
    case "and":
    case "or":
      return newGroup(rule.type, rule.rules.map(readPart));
    case "segment":
      return { ...newSegment(), segmentId: rule.segment_id };
    case "condition":
      return {
        ...newCondition(),
        field: rule.field,
        operator: rule.operator,
        value: rule.value ?? null,
      };
  }
}

export function writeRule(draft: Draft): Rule {
  const rule = writePart(draft);
  return draft.isExcluded ? { type: "not", rule } : rule;
}

function writePart(draft: Draft): Rule {
  switch (draft.type) {
    case "group":
      return { type: draft.join, rules: draft.parts.map(writeRule) };
    case "segment":
      return { type: "segment", segment_id: draft.segmentId };
    case "condition": {
      const { field, operator, value } = draft;
      return {
        type: "condition",
        field: field as Schemas["Condition"]["field"],
        operator,
        value,
      };
    }
  }
}

/** All parts with the place of each in what `writeRule` gives: `rule.rules.0.rule`. */
export function* placesOf(draft: Draft, at: string): Generator<[place: string, part: Draft]> {
  const place = draft.isExcluded ? `${at}.rule` : at;
  yield [place, draft];
  if (draft.type !== "group") return;
  for (const [number, part] of draft.parts.entries()) {
    yield* placesOf(part, `${place}.rules.${number}`);
  }
}

/** What was refused, by the key of the part it is about; words by place, as a form keeps them. */
export function faultsByPart(
  draft: Draft,
  at: string,
  words: Readonly<Record<string, unknown>>,
): Map<string, string> {
  const places = [...placesOf(draft, at)].sort(([a], [b]) => b.length - a.length);
  const found = new Map<string, string>();
  for (const [path, text] of Object.entries(words)) {
    if (typeof text !== "string") continue;
    const nearest = places.find(([place]) => path === place || path.startsWith(`${place}.`));
    // A "not" has a place of its own, which no part stands at.
    const key = nearest?.[1].key ?? (path === at ? draft.key : undefined);
    if (key && !found.has(key)) found.set(key, text);
  }
  return found;
}

export const partsIn = (draft: Draft): number => [...placesOf(draft, "")].length;
