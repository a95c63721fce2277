/** Telegram's own links open inside the page; others in a new tab, when they are harmless. */
export interface TelegramLink {
  name: string;
  payload: string;
}

const HOSTS = new Set(["t.me", "telegram.me", "telegram.dog"]);

function parse(url: string): URL | null {
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `https://${url}`;
  return URL.canParse(whole) ? new URL(whole) : null;
}

/**
 * `https://t.me/<name>?start=<payload>`, `tg://resolve?domain=<name>`, and the same at `home`:
 * the sandbox stands in for t.me.
 */
export function telegramLink(url: string, home: string): TelegramLink | null {
  const parsed = parse(url.trim());
  if (!parsed) return null;
  const payload = parsed.searchParams.get("start") ?? "";
  if (parsed.protocol === "tg:") {
    const name = parsed.searchParams.get("domain");
    return name ? { name, payload } : null;
  }
  const name = nameIn(parsed.pathname);
  const isOurs = HOSTS.has(parsed.hostname) || parsed.origin === home;
  return isOurs && name ? { name, payload } : null;
}

/** `/shop_bot` → `shop_bot`. */
export const nameIn = (path: string): string | null => /^\/(\w+)\/?$/.exec(path)?.[1] ?? null;

/** The address to follow, or null: `javascript:` and friends are not links. */
export function safeUrl(url: string): string | null {
  const parsed = parse(url);
  return parsed && ["http:", "https:", "mailto:", "tel:"].includes(parsed.protocol)
    ? parsed.href
    : null;
}
