import { Group, TextInput } from "@mantine/core";

interface Props {
  from: string | undefined;
  to: string | undefined;
  labels: readonly [string, string];
  onChange: (days: { from: string | undefined; to: string | undefined }) => void;
}

/** Two days of the shop, both counted; open ends are open. */
export function DayRange({ from, to, labels, onChange }: Props) {
  const [fromLabel, toLabel] = labels;
  return (
    <Group gap={6} wrap="nowrap" flex="0 1 336px" miw={0}>
      <TextInput
        type="date"
        flex={1}
        miw={0}
        aria-label={fromLabel}
        title={fromLabel}
        value={from ?? ""}
        onChange={(event) => onChange({ from: event.currentTarget.value || undefined, to })}
      />
      <span aria-hidden>–</span>
      <TextInput
        type="date"
        flex={1}
        miw={0}
        aria-label={toLabel}
        title={toLabel}
        value={to ?? ""}
        onChange={(event) => onChange({ from, to: event.currentTarget.value || undefined })}
      />
    </Group>
  );
}
