import { useState } from "react";

/** A key that makes repeats of one order one order. Works on plain http too. */
export function orderKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One key for as long as a form is open: pressing twice, or again after a lost answer, is safe. */
export function useOrderKey(): string {
  const [key] = useState(orderKey);
  return key;
}

/** One key until the order was carried out: a press after a lost answer is the same order. */
export function useOrder() {
  const [key, setKey] = useState(orderKey);
  return [key, () => setKey(orderKey())] as const;
}
