import { useCallback, useSyncExternalStore } from "react";
import { api, type Schemas } from "@/shared/http/api";
import { useMe } from "@/shared/session/me";
import { kept } from "@/shared/storage";

export type FirstSteps = Schemas["FirstSteps"];
export type Step = Schemas["FirstStep"];

const LOOK_MS = 4000;

/** Looks by itself until everything is done. */
export const firstStepsQuery = api.queryOptions("get", "/api/v1/first-steps", undefined, {
  refetchInterval: ({ state }) => (state.data?.is_done ? false : LOOK_MS),
});

const listeners = new Set<() => void>();

/** Whether this person put the guide aside, in this browser. */
export function useAside(): [boolean, (isAside: boolean) => void] {
  const { id } = useMe();
  const key = `dvorik.guide-aside.${id}`;
  const subscribe = useCallback((listen: () => void) => {
    listeners.add(listen);
    return () => listeners.delete(listen);
  }, []);
  const isAside = useSyncExternalStore(subscribe, () => kept(key).read() !== null);
  const put = (aside: boolean) => {
    if (aside) kept(key).write("1");
    else kept(key).remove();
    for (const listen of listeners) listen();
  };
  return [isAside, put];
}
