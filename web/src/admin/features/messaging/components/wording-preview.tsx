import { Card, Text as Words, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Language } from "@/shared/i18n/language";
import { useMe } from "@/shared/session/me";
import { compareWords, fillWording, type Stretch, type Text } from "../rules/wording";
import chat from "./message-preview.module.css";
import { TelegramText } from "./telegram-text";
import classes from "./wording-preview.module.css";

interface Props {
  text: Text;
  language: Language;
  value: string;
}

/** How it reads with samples in the places of its variables. */
export function WordingPreview({ text, language, value }: Props) {
  const { t } = useTranslation("messaging");
  const { name } = useMe().shop;
  const filled = fillWording(text, value, language, { business_name: name });
  return (
    <section aria-labelledby="wording-preview">
      <Title order={2} id="wording-preview" mb="xs">
        {t(text.format === "telegram" ? "wording.chatPreview" : "wording.letterPreview")}
      </Title>
      {text.format === "telegram" ? (
        <div className={chat["chat"]} lang={language}>
          <div className={chat["message"]}>
            <div className={chat["bubble"]}>
              <div className={`${chat["text"] ?? ""} ${classes["last"] ?? ""}`}>
                <TelegramText html={filled} />
              </div>
            </div>
          </div>
        </div>
      ) : (
        <Card padding="md" lang={language} className={classes["letter"]}>
          {filled}
        </Card>
      )}
    </section>
  );
}

const TAGS = { same: "span", added: "ins", removed: "del" } as const satisfies Record<
  Stretch["kind"],
  string
>;

/** What is not as in the default. */
export function WordingDifference({ before, after }: { before: string; after: string }) {
  const { t } = useTranslation("messaging");
  return (
    <section aria-labelledby="wording-difference">
      <Title order={2} id="wording-difference" mb={4}>
        {t("wording.difference")}
      </Title>
      <Words size="sm" c="dimmed" mb="xs">
        {t("wording.differenceText")}
      </Words>
      <Card padding="md" className={classes["letter"]}>
        <div>
          {compareWords(before, after).map(({ text, kind }, place) => {
            const Tag = TAGS[kind];
            return <Tag key={place}>{text}</Tag>;
          })}
        </div>
      </Card>
    </section>
  );
}
