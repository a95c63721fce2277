import { useState } from "react";
import { useTranslation } from "react-i18next";
import { control } from "../queries/control";
import type { InlineButton, Message } from "../queries/types";

/** Buttons under messages: a link, something to copy, or a question to the bot. */
export function usePressing({
  chat,
  person,
  act,
  open,
  tell,
}: {
  chat: string;
  person: number;
  act: (doing: Promise<unknown>) => Promise<boolean>;
  open: (url: string) => void;
  tell: (text: string) => void;
}) {
  const { t } = useTranslation("shared");
  const [alert, setAlert] = useState<string | null>(null);

  const ask = async (data: string, message: Message) => {
    const { callback_query_id: query } = await control.press(
      chat,
      person,
      data,
      message.message_id,
    );
    const answer = query ? await control.answer(chat, query) : null;
    if (answer?.url) open(answer.url);
    if (answer?.text) (answer.show_alert ? setAlert : tell)(answer.text);
  };
  const press = async (button: InlineButton, message: Message) => {
    if (button.callback_data) {
      await act(ask(button.callback_data, message));
    } else if (button.copy_text) {
      await act(navigator.clipboard.writeText(button.copy_text.text));
      tell(t("action.copied"));
    } else {
      open(button.url ?? button.web_app?.url ?? button.login_url?.url ?? "");
    }
  };
  return { press, alert, dismiss: () => setAlert(null) };
}
