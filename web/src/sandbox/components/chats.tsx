import { UnstyledButton } from "@mantine/core";
import { IconSpeakerphone } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useTown } from "../queries/town";
import type { Dialog } from "../queries/types";
import type { Choice } from "../rules/choice";
import { Face } from "./face";
import classes from "./sandbox.module.css";

/** Bots and channels to look into, with how much is unread. */
export function Chats({
  dialogs,
  choice,
  onChoose,
}: {
  dialogs: Dialog[];
  choice: Choice;
  onChoose: (choice: Choice) => void;
}) {
  const { t } = useTranslation("sandbox");
  const { bots, channels } = useTown();
  const unread = new Map(dialogs.map((dialog) => [dialog.bot.id, dialog.unread]));
  const chats = [
    ...bots.map((bot) => ({
      ...bot,
      label: bot.first_name,
      sign: undefined,
      unread: unread.get(bot.id) ?? 0,
    })),
    ...channels.map((channel) => ({
      ...channel,
      label: channel.title,
      sign: <IconSpeakerphone size={14} stroke={1.8} />,
      unread: 0,
    })),
  ];
  return (
    <nav className={classes["chats"]} aria-label={t("chats")}>
      {chats.map(({ id, username, label, sign, unread: count }) => (
        <UnstyledButton
          key={id}
          className={classes["chat"]}
          aria-label={sign ? `📣 ${label}` : undefined}
          aria-pressed={username === choice.chat}
          onClick={() => onChoose({ ...choice, chat: username, payload: null })}
        >
          <Face name={label} size={24} className={classes["chatFace"]}>
            {sign}
          </Face>
          <span className={classes["chatName"]}>{label}</span>
          {count > 0 && username !== choice.chat ? (
            <span className={classes["unread"]} role="img" aria-label={t("unread", { count })}>
              {count}
            </span>
          ) : null}
        </UnstyledButton>
      ))}
    </nav>
  );
}
