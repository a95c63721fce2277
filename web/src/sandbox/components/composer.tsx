import { ActionIcon, FileButton, Menu, Text, Textarea } from "@mantine/core";
import { IconPaperclip, IconSend2, IconSlash } from "@tabler/icons-react";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "../queries/types";
import classes from "./sandbox.module.css";

/** A text box with the bot's commands and a photo to attach. */
export function Composer({
  placeholder,
  commands,
  draft,
  onDraft,
  say,
  sendPhoto,
}: {
  placeholder: string;
  commands: Conversation["commands"];
  draft: string;
  onDraft: (text: string) => void;
  say: (text: string) => Promise<boolean>;
  sendPhoto: (file: File) => Promise<boolean>;
}) {
  const { t } = useTranslation("sandbox");
  /** What could not be sent stands in the box again. */
  const clearWhile = async (sending: Promise<boolean>) => {
    onDraft("");
    if (!(await sending)) onDraft(draft);
  };
  const submit = () => {
    const text = draft.trim();
    if (text) void clearWhile(say(text));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  return (
    <form
      className={classes["composer"]}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {commands.length > 0 ? <Commands commands={commands} say={(text) => void say(text)} /> : null}
      <FileButton
        accept="image/*"
        onChange={(file) => {
          if (file) void clearWhile(sendPhoto(file));
        }}
      >
        {(props) => (
          <ActionIcon {...props} radius="xl" aria-label={t("attach")} title={t("attach")}>
            <IconPaperclip size={20} stroke={1.7} />
          </ActionIcon>
        )}
      </FileButton>
      <Textarea
        className={classes["box"]}
        aria-label={t("message")}
        placeholder={placeholder}
        value={draft}
        onChange={(event) => onDraft(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={4096}
        radius="xl"
      />
      <ActionIcon type="submit" variant="filled" color="pine" radius="xl" aria-label={t("send")}>
        <IconSend2 size={18} stroke={1.8} />
      </ActionIcon>
    </form>
  );
}

function Commands({
  commands,
  say,
}: {
  commands: Conversation["commands"];
  say: (text: string) => void;
}) {
  const { t } = useTranslation("sandbox");
  return (
    <Menu position="top-start" shadow="md" width={300}>
      <Menu.Target>
        <ActionIcon radius="xl" aria-label={t("commands")} title={t("commands")}>
          <IconSlash size={20} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {commands.map(({ command, description }) => (
          <Menu.Item key={command} onClick={() => say(`/${command}`)}>
            <Text span size="sm" fw={600}>
              /{command}
            </Text>{" "}
            <Text span size="sm" c="dimmed">
              {description}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
