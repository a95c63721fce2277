import { Group, Switch, Text } from "@mantine/core";
import { IconVideo } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { useMe } from "@/shared/session/me";
import { useMedia } from "../queries/media";
import { type Draft, rowsOf } from "../rules/draft";
import { fillPersonal } from "../rules/personal";
import classes from "./message-preview.module.css";
import { TelegramText } from "./telegram-text";

const A_CODE = "ДЯА4589";
const TWO_WEEKS_MS = 14 * 86_400_000;

/** The message as it will stand in the chat of one who has a name, or of one who has none. */
export function MessagePreview({
  draft,
}: {
  draft: Pick<Draft, "text" | "media_ids" | "buttons">;
}) {
  const { t } = useTranslation("messaging");
  const [isNameless, setNameless] = useState(false);
  const [now] = useState(() => Date.now());
  const format = useFormat();
  const { name } = useMe().shop;
  const values = {
    business_name: name,
    discount_code: A_CODE,
    discount_expires_on: format.date(new Date(now + TWO_WEEKS_MS).toISOString()),
    ...(isNameless ? {} : { first_name: t("preview.firstName"), last_name: t("preview.lastName") }),
  };
  const rows = rowsOf(draft.buttons);
  return (
    <section aria-label={t("preview.title")}>
      <Group justify="space-between" mb="xs">
        <Text fw={600}>{t("preview.title")}</Text>
        <Switch
          size="xs"
          label={t("preview.nameless")}
          checked={isNameless}
          onChange={(event) => setNameless(event.currentTarget.checked)}
        />
      </Group>
      <div className={classes["chat"]}>
        <div className={classes["message"]}>
          <div className={classes["bubble"]}>
            {draft.media_ids.length > 0 ? (
              <div className={classes["pictures"]}>
                {draft.media_ids.map((id) => (
                  <Picture key={id} id={id} />
                ))}
              </div>
            ) : null}
            {draft.text ? (
              <div className={classes["text"]}>
                <TelegramText html={fillPersonal(draft.text, values)} />
              </div>
            ) : draft.media_ids.length > 0 ? null : (
              <div className={classes["text"]}>
                <span className={classes["time"]}>{t("preview.empty")}</span>
              </div>
            )}
            <div className={classes["time"]}>{format.time(new Date(now).toISOString())}</div>
          </div>
          {rows.length > 0 ? (
            <div className={classes["rows"]}>
              {rows.map((row, number) => (
                <div key={number} className={classes["row"]}>
                  {row.map((button, place) => (
                    <div key={place} className={classes["button"]}>
                      {button.text || "…"}
                      {button.kind === "url" ? " ↗" : button.kind === "copy_code" ? " ⧉" : ""}
                    </div>
                  ))}
                </div>
              ))}
            </div>
          ) : null}
        </div>
      </div>
    </section>
  );
}

function Picture({ id }: { id: number }) {
  const { t } = useTranslation("messaging");
  const { data } = useMedia(id);
  return data?.isPhoto ? (
    <img className={classes["picture"]} src={data.url} alt={t("media.photo")} />
  ) : (
    <div className={classes["picture"]}>
      {data ? <IconVideo aria-label={t("media.video")} /> : null}
    </div>
  );
}
