import { ActionIcon, Button, Group, Input, Menu, Popover, TextInput, Tooltip } from "@mantine/core";
import {
  IconBold,
  IconItalic,
  IconLink,
  IconStrikethrough,
  IconUnderline,
  IconUser,
} from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  buildNodes,
  escape,
  linkAddress,
  readMarkup,
  readNodes,
  visibleText,
  writeMarkup,
} from "../rules/markup";
import { CODE_FIELDS, NAME_FIELDS } from "../rules/personal";
import classes from "./message-editor.module.css";

interface Props {
  label: string;
  /** Telegram's HTML. */
  value: string;
  onChange: (value: string) => void;
  limit: number;
  /** Whether each recipient has a code of their own. */
  hasCodes: boolean;
  error?: string | undefined;
}

const STYLES = [
  ["bold", IconBold, "Ctrl+B"],
  ["italic", IconItalic, "Ctrl+I"],
  ["underline", IconUnderline, "Ctrl+U"],
  ["strikeThrough", IconStrikethrough, null],
] as const;

/** Text as Telegram will show it, written without seeing a tag. */
export function MessageEditor({ label, value, onChange, limit, hasCodes, error }: Props) {
  const { t } = useTranslation("messaging");
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const written = useRef<string | null>(null);
  const place = useRef<Range | null>(null);
  const fieldButton = useRef<HTMLButtonElement>(null);
  const [isLinking, setLinking] = useState(false);

  // What comes from outside replaces what is shown; what was typed here is there already.
  useEffect(() => {
    if (!box.current || written.current === value) return;
    written.current = value;
    box.current.replaceChildren(...buildNodes(readMarkup(value)));
  }, [value]);

  const tell = () => {
    if (!box.current) return;
    written.current = writeMarkup(readNodes(box.current));
    onChange(written.current);
  };
  const keepPlace = () => {
    const selection = document.getSelection();
    if (selection?.rangeCount && box.current?.contains(selection.anchorNode)) {
      place.current = selection.getRangeAt(0).cloneRange();
    }
  };
  const edit = (name: string, text?: string) => {
    box.current?.focus();
    const selection = document.getSelection();
    if (place.current && selection) {
      selection.removeAllRanges();
      selection.addRange(place.current);
    }
    order(name, text);
    keepPlace();
    tell();
  };
  const link = (address: string) => {
    setLinking(false);
    if (place.current && !place.current.collapsed) edit("createLink", address);
    else edit("insertHTML", `<a href="${escape(address)}">${escape(address)}</a>`);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      order("insertLineBreak");
    }
    if (event.code === "KeyK" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      keepPlace();
      setLinking(true);
    }
  };
  const length = visibleText(readMarkup(value)).length;
  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      labelProps={{ id: `${id}-label` }}
      error={error}
      errorProps={{ id: `${id}-error` }}
      description={t("text.length", { length, limit })}
      descriptionProps={{ "data-figures": true }}
      inputWrapperOrder={["label", "input", "error", "description"]}
    >
      <div className={classes["box"]} data-wrong={error ? true : undefined}>
        <div className={classes["tools"]} role="toolbar" aria-label={t("text.tools")}>
          {STYLES.map(([name, Sign, keys]) => (
            <Tooltip key={name} label={keys ? `${t(`text.${name}`)} · ${keys}` : t(`text.${name}`)}>
              <ActionIcon
                aria-label={t(`text.${name}`)}
                onMouseDown={stay}
                onClick={() => edit(name)}
              >
                <Sign size={17} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
          ))}
          <Popover opened={isLinking} onChange={setLinking} trapFocus withArrow shadow="md">
            <Popover.Target>
              <Tooltip label={`${t("text.link")} · Ctrl+K`}>
                <ActionIcon
                  aria-label={t("text.link")}
                  onMouseDown={stay}
                  onClick={() => setLinking(true)}
                >
                  <IconLink size={17} stroke={1.7} />
                </ActionIcon>
              </Tooltip>
            </Popover.Target>
            <Popover.Dropdown>
              <LinkForm onDone={link} />
            </Popover.Dropdown>
          </Popover>
          {/* Having chosen, one goes on writing; only who chose nothing comes back here. */}
          <Menu shadow="md" withinPortal returnFocus={false}>
            <Menu.Target>
              <Button
                ref={fieldButton}
                variant="subtle"
                color="gray"
                size="xs"
                h={34}
                leftSection={<IconUser size={16} stroke={1.7} />}
                onMouseDown={stay}
              >
                {t("text.field")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown
              onKeyDown={(event) => {
                if (event.key === "Escape") fieldButton.current?.focus();
              }}
            >
              <Menu.Label>{t("text.fieldHint")}</Menu.Label>
              {NAME_FIELDS.map((name) => (
                <Menu.Item
                  key={name}
                  onClick={() => edit("insertText", fieldText(name, t("text.fallback")))}
                >
                  {t(`field.${name}`)}
                </Menu.Item>
              ))}
              <Menu.Divider />
              {CODE_FIELDS.map((name) => (
                <Menu.Item
                  key={name}
                  disabled={!hasCodes}
                  onClick={() => edit("insertText", `{${name}}`)}
                >
                  {t(`field.${name}`)}
                </Menu.Item>
              ))}
              {hasCodes ? null : <Menu.Label maw={260}>{t("text.codesHint")}</Menu.Label>}
            </Menu.Dropdown>
          </Menu>
        </div>
        <div
          ref={box}
          className={classes["text"]}
          role="textbox"
          tabIndex={0}
          aria-multiline
          aria-labelledby={`${id}-label`}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
          data-placeholder={t("text.placeholder")}
          contentEditable
          suppressContentEditableWarning
          onInput={tell}
          onSelect={keepPlace}
          onBlur={keepPlace}
          onKeyDown={onKey}
          onPaste={(event) => {
            event.preventDefault();
            order("insertText", event.clipboardData.getData("text/plain"));
          }}
        />
      </div>
    </Input.Wrapper>
  );
}

/** Where the cursor is stays where it is. */
const stay = (event: { preventDefault: () => void }) => event.preventDefault();

const fieldText = (name: (typeof NAME_FIELDS)[number], fallback: string) =>
  name === "first_name" ? `{${name}|${fallback}}` : `{${name}}`;

/** Nothing else edits so that the browser's own "undo" takes it back. */
function order(name: string, value?: string): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else keeps "undo"
  document.execCommand(name, false, value);
}

function LinkForm({ onDone }: { onDone: (address: string) => void }) {
  const { t } = useTranslation("messaging");
  const [typed, setTyped] = useState("");
  const [isWrong, setWrong] = useState(false);
  const add = () => {
    const address = linkAddress(typed);
    if (address) onDone(address);
    else setWrong(true);
  };
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      <TextInput
        aria-label={t("text.address")}
        placeholder="https://"
        value={typed}
        error={isWrong ? t("fault.bad_link") : null}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setWrong(false);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          add();
        }}
        data-autofocus
      />
      <Button onClick={add}>{t("text.addLink")}</Button>
    </Group>
  );
}
