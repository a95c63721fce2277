import { t } from "i18next";

export interface Toast {
  id: number;
  title?: string;
  message: string;
  color: string;
  /** How long it stays, in milliseconds. */
  stays: number;
}

let toasts: readonly Toast[] = [];
let count = 0;
const watchers = new Set<() => void>();

/** Said once, in the corner, when something was done. */
export function toastDone(message: string): void {
  show([...toasts, { id: ++count, message, color: "pine", stays: 4000 }]);
}

/**
 * As `toastDone`, also when what was pressed has left the page meanwhile: a live event may be quicker
 * than the answer, and a row that is gone has no say in what `mutate` does next.
 */
export function toastWhenDone<Answer>(
  answer: Promise<Answer>,
  message: string | ((answer: Answer) => string),
): void {
  void answer.then(
    (done) => toastDone(typeof message === "string" ? message : message(done)),
    () => undefined,
  );
}

/** Something failed where no form could say so. */
export function toastRefused(message: string): void {
  const title = t("refusal.failedTitle");
  show([...toasts, { id: ++count, title, message, color: "red", stays: 8000 }]);
}

export function dropToast(id: number): void {
  show(toasts.filter((toast) => toast.id !== id));
}

export const shownToasts = () => toasts;

export function watchToasts(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function show(wanted: readonly Toast[]): void {
  toasts = wanted;
  for (const watcher of watchers) watcher();
}
