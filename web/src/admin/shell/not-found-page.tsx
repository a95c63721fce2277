import { Center } from "@mantine/core";
import { IconMapPinOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { ButtonLink } from "@/shared/components/links";

export function NotFoundPage() {
  const { t } = useTranslation("shell");
  return (
    <Center mih="60vh">
      <EmptyState icon={IconMapPinOff} title={t("notFound.title")} text={t("notFound.text")}>
        <ButtonLink to="/" mt="sm">
          {t("notFound.home")}
        </ButtonLink>
      </EmptyState>
    </Center>
  );
}
