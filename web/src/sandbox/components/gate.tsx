import { Button, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCloudOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { townQuery } from "../queries/town";
import { PagePending } from "./page-pending";
import { SandboxPage } from "./sandbox-page";
import classes from "./sandbox.module.css";

/** The page once it is known who lives here. */
export function Gate() {
  const { t } = useTranslation(["sandbox", "shared"]);
  const { data, isError, refetch } = useQuery(townQuery);
  if (data) return <SandboxPage />;
  if (!isError) return <PagePending />;
  return (
    <main className={classes["lost"]}>
      <Stack align="center" gap="sm" role="alert">
        <IconCloudOff size={36} stroke={1.4} />
        <Text>{t("lost")}</Text>
        <Button onClick={() => void refetch()}>{t("shared:refusal.retry")}</Button>
      </Stack>
    </main>
  );
}
