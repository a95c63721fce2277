import type { InlineButton, Message } from "../queries/types";

/** What a message can set going. */
export interface Actions {
  open: (url: string) => void;
  say: (text: string) => void;
  /** Ends when the bot has answered, or has not in time. */
  press: (button: InlineButton, message: Message) => Promise<void>;
}
