import { Alert, Button, Group, Text as Words } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./wording-preview.module.css";

interface Props {
  /** What somebody else saved while this was typed. */
  saved: string;
  onTake: () => void;
  onInsist: () => void;
}

/** Two people wrote the same text: nobody's words go without a decision. */
export function Overtaken({ saved, onTake, onInsist }: Props) {
  const { t } = useTranslation("messaging");
  return (
    <Alert
      color="orange"
      role="alert"
      icon={<IconUsers />}
      title={t("wording.overtaken.title")}
      mb="md"
    >
      <Words size="sm">{t("wording.overtaken.text")}</Words>
      <blockquote className={classes["saved"]} aria-label={t("wording.overtaken.saved")}>
        {saved}
      </blockquote>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={onTake}>
          {t("wording.overtaken.take")}
        </Button>
        <Button size="xs" variant="default" onClick={onInsist}>
          {t("wording.overtaken.insist")}
        </Button>
      </Group>
    </Alert>
  );
}
