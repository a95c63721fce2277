import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

interface Change {
  type: string;
  person?: number;
  channel?: number;
}

// Many changes at once are one refresh.
const PAUSE_MS = 40;

/** Reads again what the sandbox says has changed. True while it cannot be heard. */
export function useNews(): boolean {
  const queryClient = useQueryClient();
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    const source = new EventSource("/control/stream");
    const refresher = refresherOf(queryClient);
    source.onmessage = (event: MessageEvent<string>) =>
      refresher.hear(JSON.parse(event.data) as Change);
    source.onopen = () => {
      setLost(false);
      // What happened while nobody listened is not told again.
      void queryClient.invalidateQueries();
    };
    source.onerror = () => setLost(true);
    return () => {
      source.close();
      refresher.stop();
    };
  }, [queryClient]);
  return isLost;
}

function refresherOf(queryClient: QueryClient) {
  const keys = new Map<string, readonly unknown[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    timer = undefined;
    const stale = [...keys.values()];
    keys.clear();
    for (const queryKey of stale) void queryClient.invalidateQueries({ queryKey });
  };
  return {
    hear(change: Change) {
      for (const key of concerned(change)) keys.set(JSON.stringify(key), key);
      timer ??= setTimeout(refresh, PAUSE_MS);
    },
    stop: () => clearTimeout(timer),
  };
}

/** Keys of what has to be read again. */
export function concerned({ type, person, channel }: Change): readonly unknown[][] {
  if (type === "person") return [["town"]];
  if (type === "member") return [["town"], ["posts"]];
  if (person !== undefined && type !== "resync") {
    return [
      ["dialogs", person],
      ["conversation", person],
    ];
  }
  return channel !== undefined ? [["posts"]] : [[]];
}
