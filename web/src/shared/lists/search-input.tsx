import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

const PAUSE_MS = 250;

/** Searches when the fingers rest. */
export function SearchInput({ label, value, onChange }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value ?? "");
  const [told, setTold] = useState(value);
  const tell = useDebouncedCallback((text: string) => onChange(text.trim() || undefined), PAUSE_MS);
  // The address changed by other hands: "back", or a link to this very page.
  if (told !== value) {
    setTold(value);
    if ((value ?? "") !== typed.trim()) setTyped(value ?? "");
  }
  const type = (text: string) => {
    setTyped(text);
    tell(text);
  };
  return (
    <TextInput
      type="search"
      role="searchbox"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} stroke={1.6} />}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      rightSection={
        typed ? (
          <CloseButton size="sm" aria-label={t("action.clear")} onClick={() => type("")} />
        ) : null
      }
      flex="1 1 200px"
      maw={420}
    />
  );
}
