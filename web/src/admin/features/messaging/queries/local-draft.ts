import { useMemo } from "react";
import { useMe } from "@/shared/session/me";
import { kept } from "@/shared/storage";
import { type Draft, EMPTY } from "../rules/draft";

/** What was typed and not saved yet, and the version it began from. */
interface LocalDraft {
  draft: Draft;
  version: number | null;
}

/** Lives in this browser: a closed tab or a lost connection loses nothing. */
export function useLocalDraft(broadcastId: number | null) {
  const { id } = useMe();
  return useMemo(() => {
    const place = kept(`dvorik.broadcast.${id}.${broadcastId ?? "new"}`);
    return {
      read(): LocalDraft | null {
        const text = place.read();
        if (!text) return null;
        try {
          const { draft, version } = JSON.parse(text) as LocalDraft;
          return { draft: { ...EMPTY, ...draft }, version };
        } catch {
          return null;
        }
      },
      write: (local: LocalDraft) => place.write(JSON.stringify(local)),
      remove: () => place.remove(),
    };
  }, [id, broadcastId]);
}
