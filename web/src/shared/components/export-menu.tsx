import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/shared/http/api";

interface Props {
  label: string;
  isBusy: boolean;
  onExport: (format: Schemas["TableFormat"]) => void;
}

/** The kinds of tables the API writes: Excel for people, CSV for programs. */
export const TABLE_FORMATS = ["xlsx", "csv_excel", "csv"] as const;

/** A button that asks in which form the table is wanted. */
export function ExportMenu({ label, isBusy, onExport }: Props) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconDownload size={16} stroke={1.7} />}
          loading={isBusy}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {TABLE_FORMATS.map((format) => (
          <Menu.Item key={format} onClick={() => onExport(format)}>
            {t(`table.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
