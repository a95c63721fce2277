import { IconArrowLeft } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { TextLink } from "@/shared/components/links";

export function BackToPeople() {
  const { t } = useTranslation("accounts");
  return (
    <TextLink to="/people" size="sm" c="dimmed">
      <IconArrowLeft size={14} stroke={1.8} aria-hidden /> {t("person.title")}
    </TextLink>
  );
}
