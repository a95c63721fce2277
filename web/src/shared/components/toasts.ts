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

/**
 * As `toastDone`, also when what was pressed has left the page meanwhile: a live event may be quicker
 * than the answer, and a row that is gone has no say in what `mutate` does next.
 */
export function toastWhenDone(answer: Promise<unknown>, message: string): void {
  void answer.then(
    () => toastDone(message),
    () => undefined,
  );
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
