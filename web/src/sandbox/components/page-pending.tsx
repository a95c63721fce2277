import { Skeleton } from "@mantine/core";
import classes from "./sandbox.module.css";

/** Two windows that are about to fill. */
export function PagePending() {
  return (
    <main className={classes["page"]} aria-busy>
      <div className={classes["windows"]} data-count={2}>
        <Skeleton className={classes["window"]} data-active />
        <Skeleton className={classes["window"]} />
      </div>
    </main>
  );
}
