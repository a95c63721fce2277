import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { control } from "./control";
import type { Conversation, Town } from "./types";

// Longer than a bot is shown as typing after it last said so.
const ACTION_MS = 5200;

export const townQuery = queryOptions({ queryKey: ["town"], queryFn: control.town });

export const useTown = (): Town => useSuspenseQuery(townQuery).data;

export const dialogsQuery = (person: number) =>
  queryOptions({ queryKey: ["dialogs", person], queryFn: () => control.dialogs(person) });

export const conversationQuery = (bot: string, person: number) =>
  queryOptions({
    queryKey: ["conversation", person, bot],
    queryFn: () => control.conversation(bot, person),
    refetchInterval: ({ state }: { state: { data?: Conversation | undefined } }) =>
      state.data?.action ? ACTION_MS : false,
  });

export const postsQuery = (channel: string) =>
  queryOptions({ queryKey: ["posts", channel], queryFn: () => control.posts(channel) });
