import type { Entry, Message, Person } from "../queries/types";

/** Messages of one album stand together. */
export function grouped(entries: Entry[]): Entry[][] {
  const groups: Entry[][] = [];
  for (const entry of entries) {
    const album = entry.message.media_group_id;
    const last = groups.at(-1);
    if (album && last?.[0]?.message.media_group_id === album) last.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

/** A message in one line, as a reply quotes it. */
export function gist(message: Message, names: Record<"photo" | "video" | "document", string>) {
  if (message.photo) return `🖼 ${message.caption ?? names.photo}`;
  if (message.video) return `🎬 ${message.caption ?? names.video}`;
  if (message.document) return `📄 ${message.document.file_name ?? names.document}`;
  if (message.contact) return `👤 ${message.contact.phone_number}`;
  return message.text ?? "";
}

export const fullName = (person: Pick<Person, "first_name" | "last_name">) =>
  [person.first_name, person.last_name].filter(Boolean).join(" ");
