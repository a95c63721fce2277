import { Anchor, Button } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import classes from "./links.module.css";

/** Mantine's looks with the router's typed addresses. */
export const TextLink = createLink(Anchor<"a">);
export const ButtonLink = createLink((props: React.ComponentProps<typeof Button<"a">>) => (
  <Button component="a" {...props} />
));

/** The link of a table's row: a click anywhere in the row follows it. */
export const RowLink = createLink((props: React.ComponentProps<typeof Anchor<"a">>) => (
  <Anchor {...props} className={classes["row"]} underline="never" c="inherit" inherit fw={550} />
));
