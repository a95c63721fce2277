import { Select } from "@mantine/core";

interface Props<Choice extends string> {
  label: string;
  choices: readonly Choice[];
  nameOf: (choice: Choice) => string;
  value: Choice | undefined;
  onChange: (choice: Choice | undefined) => void;
  width?: number;
}

/** A filter by one of a few things. */
export function ChoiceFilter<Choice extends string>(props: Props<Choice>) {
  const { label, choices, nameOf, value, onChange, width = 170 } = props;
  return (
    <Select
      aria-label={label}
      placeholder={label}
      data={choices.map((choice) => ({ value: choice, label: nameOf(choice) }))}
      value={value ?? null}
      onChange={(chosen) => onChange(choices.find((choice) => choice === chosen))}
      clearable
      w={width}
    />
  );
}
