import { expect, test } from "vitest";
import {
  type Bot,
  type Bots,
  choiceOf,
  isSwitching,
} from "@/admin/features/integrations/rules/mode";

const BOT: Bot = {
  bot: "client",
  state: "works",
  variable: "TELEGRAM_MAIN_BOT_TOKEN",
  webhook: { bot: "client", state: "not_set" },
  hearing: { mode: "polling" },
};
const BOTS: Bots = {
  items: [BOT],
  mode: "polling",
  chosen_mode: null,
  default_mode: "polling",
  webhook_base: null,
  is_served: true,
};
const with_ = (bot: Partial<Bot>): Bots => ({ ...BOTS, items: [{ ...BOT, ...bot }] });

test("a switch is over when both Telegram and the process say so", () => {
  const set = { bot: "client", state: "set" } as const;
  expect(isSwitching(BOTS)).toBe(false);
  expect(isSwitching({ ...BOTS, mode: "webhook" })).toBe(true);
  expect(isSwitching(with_({ webhook: set }))).toBe(true);
  expect(isSwitching({ ...with_({ hearing: { mode: "webhook" } }), mode: "webhook" })).toBe(true);
  const done = with_({ webhook: set, hearing: { mode: "webhook" } });
  expect(isSwitching({ ...done, mode: "webhook" })).toBe(false);
});

test("what nobody works at is not waited for", () => {
  expect(isSwitching({ ...BOTS, mode: "webhook", is_served: false })).toBe(false);
  expect(isSwitching({ ...with_({ state: "no_token" }), mode: "webhook" })).toBe(false);
  const refused = with_({ hearing: { mode: "polling", trouble: "refused" } });
  expect(isSwitching({ ...refused, mode: "webhook" })).toBe(false);
});

test("choosing what the environment says takes the choice back", () => {
  expect(choiceOf("polling", BOTS)).toBeNull();
  expect(choiceOf("webhook", BOTS)).toBe("webhook");
});
