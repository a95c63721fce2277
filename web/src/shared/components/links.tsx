import { Anchor, Button } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { createLink } from "@tanstack/react-router";
import classes from "./links.module.css";

/** Mantine's looks with the router's typed addresses. */
export const TextLink = createLink(Anchor<"a">);
export const ButtonLink = createLink((props: React.ComponentProps<typeof Button<"a">>) => (
  <Button component="a" {...props} />
));
/** Above a page's title: where one came from. */
export const BackLink = createLink(
  ({ children, ...props }: React.ComponentProps<typeof Anchor<"a">>) => (
    <Anchor size="sm" c="dimmed" {...props}>
      <IconArrowLeft size={14} stroke={1.8} aria-hidden /> {children}
    </Anchor>
  ),
);

/** The link of a table's row: a click anywhere in the row follows it. */
export const RowLink = createLink((props: React.ComponentProps<typeof Anchor<"a">>) => (
  <Anchor {...props} className={classes["row"]} underline="never" c="inherit" inherit fw={550} />
));
