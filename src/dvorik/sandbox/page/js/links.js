/** Telegram's own links open inside the page; others in a new tab, when they are harmless. */

const HOSTS = new Set(["t.me", "telegram.me", "telegram.dog"]);

/** `{name, start}` for `https://t.me/<name>?start=<payload>` and `tg://resolve?domain=<name>`. */
export function telegramLink(url) {
  let parsed;
  try {
    parsed = new URL(/^[a-z]+:/i.test(url) ? url : `https://${url}`);
  } catch {
    return null;
  }
  const start = parsed.searchParams.get("start") ?? "";
  if (parsed.protocol === "tg:") {
    const name = parsed.searchParams.get("domain");
    return name ? { name, start } : null;
  }
  const name = parsed.pathname.slice(1).replace(/\/$/, "");
  return HOSTS.has(parsed.hostname) && /^\w+$/.test(name) ? { name, start } : null;
}

/** The address to follow, or null: `javascript:` and friends are not links. */
export function safeUrl(url) {
  try {
    const parsed = new URL(/^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `https://${url}`);
    return ["http:", "https:", "mailto:", "tel:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}
