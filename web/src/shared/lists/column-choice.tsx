import { ActionIcon, Checkbox, Popover, Stack, Tooltip } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Column } from "./data-table";

interface Props {
  columns: readonly Pick<Column<never>, "id" | "title">[];
  shown: readonly string[];
  onChange: (shown: string[]) => void;
}

/** Which columns to show. The order stays the table's own. */
export function ColumnChoice({ columns, shown, onChange }: Props) {
  const { t } = useTranslation();
  const toggle = (id: string, isShown: boolean) =>
    onChange(
      columns
        .map((column) => column.id)
        .filter((one) => (one === id ? isShown : shown.includes(one))),
    );
  return (
    <Popover position="bottom-end" shadow="md" withinPortal trapFocus>
      <Popover.Target>
        <Tooltip label={t("list.columns")}>
          <ActionIcon variant="default" aria-label={t("list.columns")} visibleFrom="sm" size={36}>
            <IconColumns3 size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          {columns.map(({ id, title }) => (
            <Checkbox
              key={id}
              label={title}
              checked={shown.includes(id)}
              onChange={(event) => toggle(id, event.currentTarget.checked)}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
