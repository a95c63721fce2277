import {
  ActionIcon,
  Button,
  Card,
  Checkbox,
  Group,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type DraftButton, NO_BUTTON } from "../rules/draft";

interface Props {
  buttons: readonly DraftButton[];
  onChange: (buttons: DraftButton[]) => void;
  hasCodes: boolean;
  /** By the place of the button. */
  errors: Readonly<Record<number, string>>;
}

const KINDS = ["url", "copy_code", "callback"] as const;
const SHOWS = ["toast", "alert", "message"] as const;
const MOST = 10;

export function ButtonsEditor({ buttons, onChange, hasCodes, errors }: Props) {
  const { t } = useTranslation("messaging");
  // The one that was just added takes the focus: its words come next.
  const [fresh, setFresh] = useState<number | null>(null);
  const change = (place: number, patch: Partial<DraftButton>) =>
    onChange(buttons.map((one, index) => (index === place ? { ...one, ...patch } : one)));
  return (
    <Stack gap="xs">
      {buttons.map((button, place) => (
        <Card
          key={place}
          padding="sm"
          component="fieldset"
          aria-label={t("button.number", { number: place + 1 })}
        >
          <Stack gap="xs">
            <Group gap="xs" align="flex-start" wrap="nowrap">
              <TextInput
                flex={1}
                aria-label={t("button.text")}
                placeholder={t("button.text")}
                maxLength={64}
                autoFocus={place === fresh}
                value={button.text}
                onChange={(event) => change(place, { text: event.currentTarget.value })}
              />
              <Select
                w={215}
                aria-label={t("button.kind")}
                data={KINDS.map((value) => ({
                  value,
                  label: t(`button.kindOf.${value}`),
                  disabled: value === "copy_code" && !hasCodes,
                }))}
                value={button.kind}
                onChange={(kind) => change(place, { kind: kind ?? "url" })}
                allowDeselect={false}
              />
              <ActionIcon
                aria-label={t("button.remove")}
                onClick={() => onChange(buttons.filter((_, index) => index !== place))}
              >
                <IconTrash size={17} stroke={1.7} />
              </ActionIcon>
            </Group>
            {button.kind === "url" ? (
              <TextInput
                type="url"
                aria-label={t("button.url")}
                placeholder="https://"
                value={button.url}
                onChange={(event) => change(place, { url: event.currentTarget.value })}
              />
            ) : null}
            {button.kind === "callback" ? (
              <>
                <Textarea
                  aria-label={t("button.reply")}
                  placeholder={t("button.reply")}
                  autosize
                  minRows={2}
                  value={button.reply}
                  onChange={(event) => change(place, { reply: event.currentTarget.value })}
                />
                <Select
                  aria-label={t("button.shows")}
                  data={SHOWS.map((value) => ({ value, label: t(`button.showsOf.${value}`) }))}
                  value={button.shows}
                  onChange={(shows) => change(place, { shows: shows ?? "toast" })}
                  allowDeselect={false}
                />
              </>
            ) : null}
            {place > 0 ? (
              <Checkbox
                size="xs"
                label={t("button.beside")}
                checked={button.isBeside}
                onChange={(event) => change(place, { isBeside: event.currentTarget.checked })}
              />
            ) : null}
            {errors[place] ? (
              <Text size="xs" c="red" role="alert">
                {errors[place]}
              </Text>
            ) : null}
          </Stack>
        </Card>
      ))}
      <Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={16} stroke={1.7} />}
          disabled={buttons.length >= MOST}
          onClick={() => {
            setFresh(buttons.length);
            onChange([...buttons, NO_BUTTON]);
          }}
        >
          {t("button.add")}
        </Button>
      </Group>
    </Stack>
  );
}
