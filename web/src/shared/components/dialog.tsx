import { Button, Group, Modal, type ModalProps } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** A window over the page. What is inside begins anew each time it opens. */
export function Dialog(props: ModalProps) {
  const { t } = useTranslation();
  return <Modal {...props} closeButtonProps={{ "aria-label": t("action.close") }} />;
}

interface ActsProps {
  onCancel: () => void;
  /** The button that does what the window is for, once there is something to do. */
  children?: ReactNode;
}

/** The last line of a window: leave it as it was, or do it. */
export function DialogActs({ onCancel, children }: ActsProps) {
  const { t } = useTranslation();
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" onClick={onCancel}>
        {t("action.cancel")}
      </Button>
      {children}
    </Group>
  );
}
