import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { dialogsQuery, useTown } from "../queries/town";
import { type Choice, follow } from "../rules/choice";
import { safeUrl, telegramLink } from "../rules/links";
import { BotChat } from "./bot-chat";
import { ChannelChat } from "./channel-chat";
import { Chats } from "./chats";
import { PersonRow } from "./person-row";
import classes from "./sandbox.module.css";

const TOAST_MS = 4000;

/** One person's telephone: who it is, their chats, the chat that is open. */
export function ChatWindow({
  number,
  choice,
  isActive,
  isLost,
  onChoose,
}: {
  number: number;
  choice: Choice;
  isActive: boolean;
  isLost: boolean;
  onChoose: (choice: Choice) => void;
}) {
  const { t } = useTranslation("sandbox");
  const town = useTown();
  const { toast, tell } = useToast();
  const [drafts, setDrafts] = useState<Record<string, string>>({});
  const { data: dialogs = [] } = useQuery(dialogsQuery(choice.person));
  const bot = town.bots.find(({ username }) => username === choice.chat);
  const channel = town.channels.find(({ username }) => username === choice.chat);

  const place = `${choice.person} ${choice.chat}`;

  /** A link in a text, under a button, or typed in. */
  const open = (url: string) => {
    const own = telegramLink(url, location.origin);
    const known = own ? follow(town, own, choice.person) : undefined;
    if (known) return onChoose(known);
    const href = safeUrl(url);
    if (href) window.open(href, "_blank", "noopener,noreferrer");
  };
  return (
    <section
      className={classes["window"]}
      data-active={isActive || undefined}
      aria-label={t("window", { number })}
    >
      <PersonRow choice={choice} onChoose={onChoose} tell={tell} />
      <Chats dialogs={dialogs} choice={choice} onChoose={onChoose} />
      {bot ? (
        <BotChat
          key={place}
          bot={bot}
          choice={choice}
          draft={drafts[place] ?? ""}
          onDraft={(text) => setDrafts((before) => ({ ...before, [place]: text }))}
          open={open}
          tell={tell}
          onStarted={() => onChoose({ ...choice, payload: null })}
        />
      ) : null}
      {channel ? (
        <ChannelChat
          key={channel.username}
          channel={channel}
          person={choice.person}
          open={open}
          tell={tell}
        />
      ) : null}
      <div role="status" className={classes["toast"]}>
        {isLost ? t("lost") : toast}
      </div>
    </section>
  );
}

/** Shown for a few seconds over the conversation. */
function useToast() {
  const [toast, setToast] = useState("");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const tell = useCallback((text: string) => {
    setToast(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setToast(""), TOAST_MS);
  }, []);
  return { toast, tell };
}
