import type { ReactNode } from "react";
import { Face } from "./face";
import classes from "./sandbox.module.css";

/** Whom one talks to, and how it stands with them. */
export function ChatHead({
  name,
  status,
  isBusy = false,
  children,
}: {
  name: string;
  status: string;
  isBusy?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className={classes["head"]}>
      <Face name={name} size={38} />
      <div className={classes["headText"]}>
        <h2>{name}</h2>
        <p data-busy={isBusy || undefined}>{status}</p>
      </div>
      {children}
    </div>
  );
}
