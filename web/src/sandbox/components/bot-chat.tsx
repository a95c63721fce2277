import { ActionIcon, Button, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconBan } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/shared/components/dialog";
import { control } from "../queries/control";
import { conversationQuery } from "../queries/town";
import type { Bot, Conversation } from "../queries/types";
import type { Choice } from "../rules/choice";
import { ChatHead } from "./chat-head";
import { Composer } from "./composer";
import { Log } from "./log";
import { BotReply } from "./reply-keyboard";
import { BigButton } from "./big-button";
import { usePressing } from "./use-pressing";
import { useReading } from "./use-reading";

interface Props {
  bot: Bot;
  choice: Choice;
  draft: string;
  onDraft: (text: string) => void;
  open: (url: string) => void;
  tell: (text: string) => void;
  onStarted: () => void;
}

/** A conversation with a bot, from the person's side. */
export function BotChat({ bot, choice, draft, onDraft, open, tell, onStarted }: Props) {
  const { t } = useTranslation("sandbox");
  const { chat, person } = choice;
  const { data } = useQuery(conversationQuery(chat, person));
  const [acts, setActs] = useState(0);
  const seen = useReading(chat, person, data);
  /** Does it, and shows the end of the conversation; a refusal is told. True: it was done. */
  const act = async (doing: Promise<unknown>): Promise<boolean> => {
    setActs((count) => count + 1);
    try {
      await doing;
      return true;
    } catch (error) {
      tell((error as Error).message);
      return false;
    }
  };
  const { press, alert, dismiss } = usePressing({ chat, person, act, open, tell });
  if (!data) return <ChatHead name={bot.first_name} status={t("status.bot")} />;

  const say = (text: string) => act(control.say(chat, person, text));
  const start = () => {
    onStarted();
    void act(control.start(chat, person, choice.payload ?? ""));
  };
  const isWaiting = choice.payload !== null || !data.is_started;
  return (
    <>
      <ChatHead name={bot.first_name} status={statusOf(t, data)} isBusy={Boolean(data.action)}>
        {data.is_started && !data.is_blocked ? (
          <ActionIcon
            aria-label={t("block")}
            title={t("block")}
            onClick={() => void act(control.block(chat, person))}
          >
            <IconBan size={18} stroke={1.7} />
          </ActionIcon>
        ) : null}
      </ChatHead>
      <Log
        ref={seen}
        entries={data.messages}
        acts={acts}
        author={bot.first_name}
        empty={t("empty.dialog")}
        actions={{ open, say: (text) => void say(text), press }}
      />
      {isWaiting ? (
        <BigButton
          label={t("start")}
          note={choice.payload ? t("startWith", { payload: choice.payload }) : ""}
          onClick={start}
        />
      ) : data.is_blocked ? (
        <BigButton label={t("unblock")} onClick={() => void act(control.unblock(chat, person))} />
      ) : (
        <>
          <Composer
            placeholder={data.keyboard?.input_field_placeholder || t("message")}
            commands={data.commands}
            draft={draft}
            onDraft={onDraft}
            say={say}
            sendPhoto={(file) => act(control.photo(chat, person, file, draft.trim()))}
          />
          <BotReply
            keyboard={data.keyboard?.keyboard ?? []}
            press={(button) =>
              button.web_app
                ? open(button.web_app.url)
                : void act(control.press(chat, person, button.text))
            }
          />
        </>
      )}
      <Dialog opened={alert !== null} onClose={dismiss} title={bot.first_name} centered size="sm">
        <Stack>
          <Text style={{ whiteSpace: "pre-wrap" }}>{alert}</Text>
          <Button onClick={dismiss} data-autofocus>
            {t("alert")}
          </Button>
        </Stack>
      </Dialog>
    </>
  );
}

function statusOf(
  t: ReturnType<typeof useTranslation<"sandbox">>["t"],
  { bot, is_blocked, action }: Conversation,
): string {
  if (action) return t(action === "typing" ? "status.typing" : "status.sending");
  return `${t(is_blocked ? "status.blocked" : "status.bot")} · @${bot.username}`;
}
