import { Group } from "@mantine/core";
import { useNetwork } from "@mantine/hooks";
import { IconCloudOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./offline-banner.module.css";

export function OfflineBanner() {
  const { t } = useTranslation("shell");
  const { online } = useNetwork();
  return (
    <div role="status">
      {online ? null : (
        <Group className={classes["banner"]} gap="xs" wrap="nowrap">
          <IconCloudOff size={18} stroke={1.7} />
          {t("offline")}
        </Group>
      )}
    </div>
  );
}
