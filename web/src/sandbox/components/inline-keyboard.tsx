import { UnstyledButton } from "@mantine/core";
import { IconArrowUpRight, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import type { InlineButton } from "../queries/types";
import classes from "./sandbox.module.css";

/** Buttons under a message. A pressed one waits for the bot's answer. */
export function InlineKeyboard({
  rows,
  press,
}: {
  rows: InlineButton[][];
  press: (button: InlineButton) => Promise<void>;
}) {
  return (
    <div className={classes["inline"]}>
      {rows.map((row, number) => (
        <div key={number}>
          {row.map((button, place) => (
            <PressedButton key={place} button={button} press={press} />
          ))}
        </div>
      ))}
    </div>
  );
}

function PressedButton({
  button,
  press,
}: {
  button: InlineButton;
  press: (button: InlineButton) => Promise<void>;
}) {
  const [isBusy, setBusy] = useState(false);
  const Sign = button.copy_text ? IconCopy : button.callback_data ? null : IconArrowUpRight;
  return (
    <UnstyledButton
      aria-busy={isBusy}
      onClick={() => {
        setBusy(true);
        void press(button).finally(() => setBusy(false));
      }}
    >
      {button.text}
      {Sign ? <Sign size={15} stroke={1.8} aria-hidden /> : null}
    </UnstyledButton>
  );
}
