import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { control } from "../queries/control";
import { postsQuery } from "../queries/town";
import type { Channel } from "../queries/types";
import { BigButton } from "./big-button";
import { ChatHead } from "./chat-head";
import { Log } from "./log";

/** A channel: its posts, and the way in and out. */
export function ChannelChat({
  channel,
  person,
  open,
  tell,
}: {
  channel: Channel;
  person: number;
  open: (url: string) => void;
  tell: (text: string) => void;
}) {
  const { t } = useTranslation("sandbox");
  const { data: posts = [] } = useQuery(postsQuery(channel.username));
  const [acts, setActs] = useState(0);
  const member = channel.members[person];
  const isInside = member?.is_inside ?? false;
  const state = isInside ? "subscribed" : member?.status === "kicked" ? "banned" : "unsubscribed";
  const change = () => {
    setActs((count) => count + 1);
    const doing = (isInside ? control.leave : control.join)(channel.username, person);
    doing.catch((error: unknown) => tell((error as Error).message));
  };
  return (
    <>
      <ChatHead name={channel.title} status={`${t("status.channel")} · ${t(`status.${state}`)}`} />
      <Log
        entries={posts}
        acts={acts}
        author={channel.title}
        empty={t("empty.channel")}
        actions={{ open, say: () => undefined, press: () => Promise.resolve() }}
      />
      <BigButton label={t(isInside ? "leave" : "join")} isQuiet={isInside} onClick={change} />
    </>
  );
}
