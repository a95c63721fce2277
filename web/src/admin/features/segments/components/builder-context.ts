import { createContext, useContext } from "react";
import type { Field } from "../queries/segments";

interface Builder {
  fields: ReadonlyMap<string, Field>;
  /** Words about what was refused or is missing, by the key of the part. */
  faults: ReadonlyMap<string, string>;
  /** The part that has just been added: it takes the focus. */
  freshKey: string | null;
  onAdd: (key: string) => void;
  /** No more parts may be added. */
  isFull: boolean;
  maxGroups: number;
  /** The segment that is edited cannot be a part of itself. */
  segmentId: number | undefined;
}

export const BuilderContext = createContext<Builder | null>(null);

export function useBuilder(): Builder {
  const builder = useContext(BuilderContext);
  if (!builder) throw new Error("outside of a rule editor");
  return builder;
}
