import type { Query, QueryClient } from "@tanstack/react-query";
import type { LiveEvent } from "./stream";

/** What an event makes old: beginnings of paths of the API, as in the keys of queries. */
export type PathsOf = (type: string) => readonly string[];

const FIRST_MS = 250;
const NEXT_MS = 2000;

/**
 * Asks again for what events made old: the first at once, and however many follow, every two
 * seconds. Only what is on the screen is asked for; the rest when somebody looks at it.
 */
export function updates(queryClient: QueryClient, pathsOf: PathsOf) {
  const old = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let flushedAt = -Infinity;
  let isFirst = true;

  const flush = () => {
    timer = undefined;
    flushedAt = Date.now();
    const hashes = new Set(old);
    old.clear();
    void queryClient.invalidateQueries({ predicate: ({ queryHash }) => hashes.has(queryHash) });
  };
  const forgetWhere = (isOld: (query: Query) => boolean) => {
    for (const query of queryClient.getQueryCache().findAll({ predicate: isOld })) {
      old.add(query.queryHash);
    }
    if (old.size > 0)
      timer ??= setTimeout(flush, Math.max(FIRST_MS, flushedAt + NEXT_MS - Date.now()));
  };

  return {
    hear(event: LiveEvent) {
      if (event.type === "live.ready" && isFirst) isFirst = false;
      else if (event.type.startsWith("live.")) forgetWhere(({ queryKey }) => queryKey[0] === "get");
      else forgetWhere(isAbout(pathsOf(event.type), event.ids));
    },
    stop: () => clearTimeout(timer),
  };
}

/** Whether a query is under one of the paths, and not plainly about another thing. */
function isAbout(paths: readonly string[], ids: LiveEvent["ids"]) {
  return ({ queryKey }: Query): boolean => {
    const [method, path, init] = queryKey as [unknown, unknown, Init | undefined];
    if (method !== "get" || typeof path !== "string") return false;
    if (!paths.some((start) => path === start || path.startsWith(`${start}/`))) return false;
    return Object.entries(init?.params?.path ?? {}).every(
      ([name, value]) => (ids[nameOf(name)] ?? value) === value,
    );
  };
}

interface Init {
  params?: { path?: Record<string, unknown> };
}

/** Paths say user where events say client. */
const nameOf = (parameter: string) => (parameter === "user_id" ? "client_id" : parameter);
