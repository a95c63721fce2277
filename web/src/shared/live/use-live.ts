import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { meQuery } from "@/shared/session/me";
import { listen } from "./connection";
import { updates, type PathsOf } from "./updates";

/** Keeps what is on the screen true while it is looked at. Once, around all pages. */
export function useLive(pathsOf: PathsOf): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    const news = updates(queryClient, pathsOf);
    const stop = listen({
      hear: (event) => news.hear(event),
      // Asked who we are, the API says that the session is over, and the panel leaves.
      onSignedOut: () => void queryClient.invalidateQueries({ queryKey: meQuery.queryKey }),
    });
    return () => {
      stop();
      news.stop();
    };
  }, [queryClient, pathsOf]);
}
