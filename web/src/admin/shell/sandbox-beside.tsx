import { ActionIcon, AppShell, Group, Text } from "@mantine/core";
import { IconDeviceMobileMessage, IconExternalLink, IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/shared/session/me";
import { kept } from "@/shared/storage";
import classes from "./shell.module.css";

export const BESIDE_WIDTH = 420;

const OPEN = kept("dvorik.sandbox");
// Narrower than that a telephone beside the page would leave too little of the page.
const ROOM = "(min-width: 75em)";

/** The demo's sandbox, as a telephone that lies beside the panel. Null where Telegram is real. */
export function useSandboxBeside() {
  const { i18n } = useTranslation();
  const home = useMe().sandbox_url;
  const [address, setAddress] = useState(() => (OPEN.read() === "1" ? home : null));
  const open = (url: string) => {
    if (!window.matchMedia(ROOM).matches) {
      window.open(withQuery(url, { lang: i18n.language }), "dvorik-sandbox");
      return;
    }
    OPEN.write("1");
    setAddress(url);
  };
  const close = () => {
    OPEN.remove();
    setAddress(null);
  };
  useLinksTo(home, open);
  if (!home) return null;
  return {
    /** What lies there now. */
    address: address && withQuery(address, { lang: i18n.language, framed: "1" }),
    home,
    close,
    toggle: () => (address ? close() : open(home)),
  };
}

type Beside = NonNullable<ReturnType<typeof useSandboxBeside>>;

export function SandboxButton({ beside }: { beside: Beside }) {
  const { t } = useTranslation("shell");
  return (
    <ActionIcon
      aria-label={t("sandbox.open")}
      title={t("sandbox.open")}
      aria-expanded={beside.address !== null}
      onClick={beside.toggle}
    >
      <IconDeviceMobileMessage size={20} stroke={1.7} />
    </ActionIcon>
  );
}

export function SandboxAside({ beside }: { beside: Beside }) {
  const { t } = useTranslation(["shell", "shared"]);
  if (!beside.address) return null;
  return (
    <AppShell.Aside className={classes["aside"]} aria-label={t("sandbox.title")}>
      <Group h={56} px="md" gap={4} wrap="nowrap" className={classes["asideHead"]}>
        <Text fw={600} mr="auto" truncate>
          {t("sandbox.title")}
        </Text>
        <ActionIcon
          component="a"
          href={beside.home}
          target="dvorik-sandbox"
          aria-label={t("sandbox.alone")}
          title={t("sandbox.alone")}
        >
          <IconExternalLink size={18} stroke={1.7} />
        </ActionIcon>
        <ActionIcon aria-label={t("shared:action.close")} onClick={beside.close}>
          <IconX size={18} stroke={1.7} />
        </ActionIcon>
      </Group>
      <iframe
        className={classes["phone"]}
        title={t("sandbox.title")}
        src={beside.address}
        allow="clipboard-write"
      />
    </AppShell.Aside>
  );
}

/** Links of the demo's bots are opened beside the page they stand on. */
function useLinksTo(home: string | null, open: (url: string) => void) {
  useEffect(() => {
    if (!home) return;
    const follow = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
      if (!link || !isPlain || link.target === "dvorik-sandbox") return;
      if (!link.href.startsWith(`${home}/`)) return;
      event.preventDefault();
      open(link.href);
    };
    document.addEventListener("click", follow);
    return () => document.removeEventListener("click", follow);
  });
}

function withQuery(url: string, more: Record<string, string>): string {
  const address = new URL(url);
  for (const [name, value] of Object.entries(more)) address.searchParams.set(name, value);
  return address.href;
}
