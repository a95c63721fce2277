import { UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ReplyButton } from "../queries/types";
import classes from "./sandbox.module.css";

/** The keyboard that a bot has put under the text box. */
export function BotReply({
  keyboard,
  press,
}: {
  keyboard: ReplyButton[][];
  press: (button: ReplyButton) => void;
}) {
  const { t } = useTranslation("sandbox");
  if (keyboard.length === 0) return null;
  return (
    <div className={classes["reply"]} role="group" aria-label={t("keyboard")}>
      {keyboard.map((row, number) => (
        <div key={number}>
          {row.map((button, place) => (
            <UnstyledButton key={place} onClick={() => press(button)}>
              {button.text}
            </UnstyledButton>
          ))}
        </div>
      ))}
    </div>
  );
}
