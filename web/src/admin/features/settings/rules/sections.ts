/** Which settings stand together on the page. */
import type { Setting, SettingValue } from "../queries/settings";

export const SECTIONS = ["business", "channel", "loyalty", "till", "messages", "limits"] as const;
export type Section = (typeof SECTIONS)[number];

const PLACES: Record<Section, readonly string[]> = {
  business: ["business_name", "contacts", "default_language", "timezone", "currency"],
  channel: ["channel_username", "channel_id", "channel_url", "subscription_cache_seconds"],
  loyalty: ["birthday_hour", "reminder_days", "reminder_hour"],
  till: ["undo_minutes", "wrong_code_alert", "lookups_per_minute"],
  messages: ["quiet_from", "quiet_until", "digest_hour"],
  limits: ["broadcast_cap", "broadcast_cap_days", "bulk_per_second", "service_per_second"],
};

/** Asked for elsewhere on the page: how the bots hear of messages, on their own card. */
const ELSEWHERE = ["bot_mode"];

const HOMES: Record<Setting["group"], Section> = {
  business: "business",
  telegram: "channel",
  loyalty: "loyalty",
  messages: "limits",
};

/** The settings of a section in its order. One that nobody placed is with its group. */
export function settingsOf(section: Section, settings: readonly Setting[]): Setting[] {
  const placed = PLACES[section].flatMap((key) => settings.filter((one) => one.key === key));
  const known = new Set([...ELSEWHERE, ...Object.values(PLACES).flat()]);
  const others = settings.filter(({ key, group }) => !known.has(key) && HOMES[group] === section);
  return [...placed, ...others];
}

interface Kind {
  type: "integer" | "string" | "boolean";
  isNullable: boolean;
  minimum: number | undefined;
  maximum: number | undefined;
}

interface JsonSchema {
  type?: string;
  minimum?: number;
  maximum?: number;
  anyOf?: JsonSchema[];
}

/** What a setting may be, out of its JSON Schema. */
export function kindOf({ value_schema }: Pick<Setting, "value_schema">): Kind {
  const schema = value_schema as JsonSchema;
  const choices = schema.anyOf ?? [schema];
  const main = choices.find(({ type }) => type !== "null") ?? schema;
  return {
    type: main.type === "integer" || main.type === "boolean" ? main.type : "string",
    isNullable: choices.some(({ type }) => type === "null"),
    minimum: main.minimum,
    maximum: main.maximum,
  };
}

export type Values = Record<string, SettingValue>;

export const valuesOf = (settings: readonly Setting[]): Values =>
  Object.fromEntries(settings.map(({ key, value }) => [key, value]));

/** What was changed, and only that: what others changed meanwhile stays theirs. */
export const changesOf = (before: Values, after: Values): Values =>
  Object.fromEntries(Object.entries(after).filter(([key, value]) => value !== before[key]));
