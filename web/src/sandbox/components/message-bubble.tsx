import { useTranslation } from "react-i18next";
import type { Entry } from "../queries/types";
import { gist } from "../rules/messages";
import type { Actions } from "./actions";
import { InlineKeyboard } from "./inline-keyboard";
import { Media } from "./media";
import { RichText } from "./rich-text";
import classes from "./sandbox.module.css";
import { useTimes } from "./use-times";

/** One message, or an album, with its buttons. */
export function MessageBubble({
  entries,
  author,
  actions,
}: {
  entries: Entry[];
  author: string;
  actions: Actions;
}) {
  const { t } = useTranslation("sandbox");
  const { time } = useTimes();
  const [first] = entries;
  if (!first) return null;
  const { message } = first;
  const spoken = entries.find(({ message: one }) => one.text ?? one.caption)?.message ?? message;
  const text = spoken.text ?? spoken.caption;
  const sent = time(message.date);
  return (
    <article
      className={classes["message"]}
      data-mine={!first.from_bot || undefined}
      aria-label={`${author}, ${sent}`}
    >
      <div className={classes["bubble"]}>
        {message.reply_to_message ? (
          <div className={classes["quoted"]} role="note" aria-label={t("reply")}>
            {gist(message.reply_to_message, {
              photo: t("photo"),
              video: t("video"),
              document: t("document"),
            })}
          </div>
        ) : null}
        <Media messages={entries.map((entry) => entry.message)} />
        {text ? (
          <RichText
            text={text}
            entities={spoken.text ? spoken.entities : spoken.caption_entities}
            actions={actions}
          />
        ) : null}
        <span className={classes["meta"]}>
          {entries.some((entry) => entry.message.edit_date) ? `${t("edited")} ` : ""}
          {sent}
        </span>
      </div>
      {message.reply_markup ? (
        <InlineKeyboard
          rows={message.reply_markup.inline_keyboard}
          press={(button) => actions.press(button, message)}
        />
      ) : null}
    </article>
  );
}
