import { notifications } from "@mantine/notifications";
import { t } from "i18next";

/** Said once, in the corner, when something was done. */
export function toastDone(message: string): void {
  notifications.show({
    message,
    color: "pine",
    withBorder: true,
    autoClose: 4000,
    closeButtonProps: { "aria-label": t("action.close") },
  });
}

/** Something failed where no form could say so. */
export function toastRefused(message: string): void {
  notifications.show({
    title: t("refusal.failedTitle"),
    message,
    color: "red",
    withBorder: true,
    autoClose: 8000,
    closeButtonProps: { "aria-label": t("action.close") },
  });
}
