import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props {
  label: string;
  /** Undefined while they are on their way. */
  choices: readonly { id: number; name: string }[] | undefined;
  value: number | undefined;
  onChange: (id: number | undefined) => void;
}

/** A filter by one of the shop's own things, called by its name. */
export function ChoiceByName({ label, choices = [], value, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <Select
      aria-label={label}
      placeholder={label}
      data={choices.map(({ id, name }) => ({ value: String(id), label: name }))}
      value={value === undefined ? null : String(value)}
      onChange={(id) => onChange(id === null ? undefined : Number(id))}
      nothingFoundMessage={t("list.noneFound")}
      searchable
      clearable
      w={210}
    />
  );
}
