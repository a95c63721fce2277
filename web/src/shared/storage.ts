/** One string in the browser's storage. Where storage is forbidden it lasts as long as the page. */
export function kept(key: string) {
  let here: string | null = null;
  return {
    read(): string | null {
      try {
        return localStorage.getItem(key) ?? here;
      } catch {
        return here;
      }
    },
    write(value: string): void {
      here = value;
      try {
        localStorage.setItem(key, value);
      } catch {
        // Full or forbidden: kept for this page only.
      }
    },
    remove(): void {
      here = null;
      try {
        localStorage.removeItem(key);
      } catch {
        // Then there was nothing.
      }
    },
    onRemoved(act: () => void): () => void {
      const listen = (event: StorageEvent) => {
        if (event.key === key && event.newValue === null) act();
      };
      window.addEventListener("storage", listen);
      return () => window.removeEventListener("storage", listen);
    },
  };
}
