import { Notification } from "@mantine/core";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { dropToast, shownToasts, type Toast, watchToasts } from "./toasts";
import classes from "./toast-corner.module.css";

/** Where toasts are shown, above everything. */
export function ToastCorner() {
  const toasts = useSyncExternalStore(watchToasts, shownToasts);
  return (
    <div className={classes["corner"]}>
      {toasts.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

/** Goes by itself, but not while somebody reads it. */
function OneToast({ toast: { id, title, message, color, stays } }: { toast: Toast }) {
  const { t } = useTranslation();
  const [isRead, setRead] = useState(false);
  useEffect(() => {
    if (isRead) return;
    const timer = setTimeout(() => dropToast(id), stays);
    return () => clearTimeout(timer);
  }, [id, isRead, stays]);
  return (
    <Notification
      className={classes["toast"]}
      title={title}
      color={color}
      withBorder
      onClose={() => dropToast(id)}
      closeButtonProps={{ "aria-label": t("action.close") }}
      onPointerEnter={() => setRead(true)}
      onPointerLeave={() => setRead(false)}
      onFocus={() => setRead(true)}
      onBlur={() => setRead(false)}
    >
      {message}
    </Notification>
  );
}
