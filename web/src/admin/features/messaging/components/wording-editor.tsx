import { ActionIcon, Button, Group, Stack, Text as Words, Textarea, Tooltip } from "@mantine/core";
import {
  IconBold,
  IconCode,
  IconItalic,
  IconLink,
  IconStrikethrough,
  IconUnderline,
} from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Language } from "@/shared/i18n/language";
import type { Text } from "../rules/wording";
import classes from "./wording-editor.module.css";

interface Props {
  text: Text;
  language: Language;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
  isReadOnly: boolean;
}

const STYLES = [
  ["bold", IconBold, "<b>", "</b>"],
  ["italic", IconItalic, "<i>", "</i>"],
  ["underline", IconUnderline, "<u>", "</u>"],
  ["strikeThrough", IconStrikethrough, "<s>", "</s>"],
  ["code", IconCode, "<code>", "</code>"],
  ["link", IconLink, '<a href="https://">', "</a>"],
] as const;

/** One wording as it is kept, with buttons for what nobody should have to know by heart. */
export function WordingEditor({ text, language, value, onChange, error, isReadOnly }: Props) {
  const { t } = useTranslation("messaging");
  const box = useRef<HTMLTextAreaElement>(null);
  const insert = (before: string, after = "") => {
    if (box.current) surround(box.current, before, after);
  };
  return (
    <Stack gap="sm">
      {text.format === "telegram" && !isReadOnly ? (
        <Group gap={2} role="toolbar" aria-label={t("text.tools")}>
          {STYLES.map(([name, Sign, before, after]) => (
            <Tooltip key={name} label={t(`text.${name}`)}>
              <ActionIcon
                aria-label={t(`text.${name}`)}
                onMouseDown={stay}
                onClick={() => insert(before, after)}
              >
                <Sign size={17} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
          ))}
        </Group>
      ) : null}
      <Textarea
        key={language}
        ref={box}
        label={t("text.label")}
        lang={language}
        autosize
        minRows={text.format === "subject" ? 1 : 6}
        maxRows={24}
        value={value}
        error={error}
        readOnly={isReadOnly}
        onChange={(event) => onChange(event.currentTarget.value)}
        spellCheck
      />
      {text.variables.length > 0 ? (
        <div role="group" aria-label={t("wording.variables")}>
          <Words size="sm" c="dimmed" mb={6}>
            {t("wording.variablesText")}
          </Words>
          <Group gap={6}>
            {text.variables.map(({ name, is_required, samples }) => (
              <Button
                key={name}
                size="compact-sm"
                variant="default"
                fw={400}
                className={classes["variable"]}
                disabled={isReadOnly}
                onMouseDown={stay}
                onClick={() => insert(`{${name}}`)}
                // What is seen is said too, or those who speak to the page could not press it.
                aria-label={`${t(is_required ? "wording.insertRequired" : "wording.insert", {
                  name: `{${name}}`,
                })} ${firstLine(samples[language])}`}
              >
                <span className={classes["name"]}>{`{${name}}`}</span>
                {is_required ? (
                  <span className={classes["required"]} aria-hidden>
                    *
                  </span>
                ) : null}{" "}
                <span className={classes["sample"]}>{firstLine(samples[language])}</span>
              </Button>
            ))}
          </Group>
          {text.variables.some(({ is_required }) => is_required) ? (
            <Words size="xs" c="dimmed" mt={6}>
              {t("wording.requiredHint")}
            </Words>
          ) : null}
        </div>
      ) : null}
    </Stack>
  );
}

/** Where the cursor is stays where it is. */
const firstLine = (text = "") => text.split("\n")[0] ?? "";

const stay = (event: { preventDefault: () => void }) => event.preventDefault();

/** Puts `before` and `after` around what is chosen, so that the browser's own "undo" knows it. */
function surround(box: HTMLTextAreaElement, before: string, after: string): void {
  const { selectionStart, selectionEnd } = box;
  const chosen = box.value.slice(selectionStart, selectionEnd);
  box.focus();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else keeps "undo"
  document.execCommand("insertText", false, before + chosen + after);
  const place = selectionStart + before.length;
  if (after) box.setSelectionRange(place, place + chosen.length);
}
