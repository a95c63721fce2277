import { IconFile, IconPhone } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { fileUrl } from "../queries/control";
import type { Message } from "../queries/types";
import classes from "./sandbox.module.css";

/** Pictures and videos side by side; documents and contacts as lines. */
export function Media({ messages }: { messages: Message[] }) {
  const shown = messages.filter(({ photo, video }) => photo ?? video);
  const others = messages.filter(({ document, contact }) => document ?? contact);
  return (
    <>
      {shown.length > 0 ? (
        <div className={classes["album"]} data-count={shown.length}>
          {shown.map((message) => (
            <Sight key={message.message_id} message={message} />
          ))}
        </div>
      ) : null}
      {others.map((message) => (
        <Line key={message.message_id} message={message} />
      ))}
    </>
  );
}

function Sight({ message }: { message: Message }) {
  const { t } = useTranslation("sandbox");
  const picture = message.photo?.at(-1);
  if (picture) {
    const url = fileUrl(picture.file_id);
    return (
      <a className={classes["sight"]} href={url} target="_blank" rel="noopener">
        <img
          src={url}
          alt={message.caption ?? t("photo")}
          width={picture.width}
          height={picture.height}
        />
      </a>
    );
  }
  return (
    <div className={classes["sight"]}>
      <video
        src={fileUrl(message.video?.file_id ?? "")}
        controls
        preload="metadata"
        aria-label={t("video")}
      />
    </div>
  );
}

function Line({ message: { document, contact } }: { message: Message }) {
  const { t } = useTranslation("sandbox");
  if (document) {
    return (
      <a
        className={classes["line"]}
        href={fileUrl(document.file_id)}
        download={document.file_name ?? true}
      >
        <span className={classes["sign"]}>
          <IconFile size={20} stroke={1.7} aria-hidden />
        </span>
        <span>
          <b>{document.file_name ?? t("document")}</b>
          <small>{size(document.file_size)}</small>
        </span>
      </a>
    );
  }
  if (!contact) return null;
  return (
    <div className={classes["line"]}>
      <span className={classes["sign"]}>
        <IconPhone size={20} stroke={1.7} aria-label={t("contact")} />
      </span>
      <span>
        <b>{[contact.first_name, contact.last_name].filter(Boolean).join(" ")}</b>
        <small>{contact.phone_number}</small>
      </span>
    </div>
  );
}

function size(bytes = 0): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
