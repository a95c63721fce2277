import { useSuspenseQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { MeContext, meQuery } from "./me";

/** Around everything that is for one person: `useMe`, `useRights`, `useFormat`. */
export function SignedIn({ children }: { children: ReactNode }) {
  const { data } = useSuspenseQuery(meQuery);
  return <MeContext value={data}>{children}</MeContext>;
}
