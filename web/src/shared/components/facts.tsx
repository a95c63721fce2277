import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./facts.module.css";

/** Names and values beside each other: what a card says about one thing. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={classes["facts"]}>{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  const isEmpty = children === null || children === undefined || children === "";
  return (
    <div className={classes["fact"]}>
      <dt>{name}</dt>
      <dd>
        {isEmpty ? (
          <Text span c="dimmed" inherit>
            —
          </Text>
        ) : (
          children
        )}
      </dd>
    </div>
  );
}
