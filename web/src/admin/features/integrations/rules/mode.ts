/** Whether the bots already do what was chosen. */
import type { Schemas } from "@/shared/http/api";

export type Bots = Schemas["BotList"];
export type Bot = Schemas["BotView"];
export type Mode = Bots["mode"];

/** Telegram and the process say what was chosen; or they cannot, and say why. */
export function isSettled(bot: Bot, mode: Mode): boolean {
  if (bot.state !== "works" || bot.hearing?.trouble) return true;
  return bot.hearing?.mode === mode && (bot.webhook?.state === "set") === (mode === "webhook");
}

/** While a switch is under way, people wait for it to be seen. */
export const isSwitching = ({ items, mode, is_served }: Bots): boolean =>
  is_served && !items.every((bot) => isSettled(bot, mode));

/** What the environment says anyway needs no choice of its own. */
export const choiceOf = (wanted: Mode, { default_mode }: Bots): Mode | null =>
  wanted === default_mode ? null : wanted;
