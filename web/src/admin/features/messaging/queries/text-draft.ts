import { useMemo } from "react";
import { useMe } from "@/shared/session/me";
import { kept } from "@/shared/storage";
import type { TextDraft } from "../rules/text-draft";

/** Wordings typed and not saved yet. They live in this browser: nothing that happens loses them. */
export function useTextDraft(key: string) {
  const { id } = useMe();
  return useMemo(() => {
    const place = placeOf(id, key);
    return {
      read(): TextDraft {
        try {
          return JSON.parse(place.read() ?? "{}") as TextDraft;
        } catch {
          return {};
        }
      },
      write(draft: TextDraft): void {
        if (Object.keys(draft).length > 0) place.write(JSON.stringify(draft));
        else place.remove();
      },
    };
  }, [id, key]);
}

/** Which texts have words of theirs waiting here. */
export function useIsUnsaved(): (key: string) => boolean {
  const { id } = useMe();
  return (key) => placeOf(id, key).read() !== null;
}

const placeOf = (accountId: number, key: string) => kept(`dvorik.wording.${accountId}.${key}`);
