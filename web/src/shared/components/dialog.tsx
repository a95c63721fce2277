import { Modal, type ModalProps } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** A window over the page. What is inside begins anew each time it opens. */
export function Dialog(props: ModalProps) {
  const { t } = useTranslation();
  return <Modal {...props} closeButtonProps={{ "aria-label": t("action.close") }} />;
}
