import { useEffect, useRef } from "react";
import { control } from "../queries/control";
import type { Conversation } from "../queries/types";

/** Tells that messages were seen once they stand before somebody's eyes. */
export function useReading(chat: string, person: number, conversation: Conversation | undefined) {
  const place = useRef<HTMLDivElement>(null);
  const unread = conversation?.unread ?? 0;
  useEffect(() => {
    const read = () => {
      const isSeen = document.visibilityState === "visible" && place.current?.offsetParent;
      // A failure means that it stays unread until the next look.
      if (unread > 0 && isSeen) control.read(chat, person).catch(() => undefined);
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [chat, person, unread]);
  return place;
}
