import { useHotkeys } from "@mantine/hooks";
import { spotlight } from "@mantine/spotlight";
import { type ComponentType, useState } from "react";
import { toastRefused } from "@/shared/components/toasts";
import { describeProblem } from "@/shared/http/describe";
import { offline } from "@/shared/http/problem";

const load = () => import("./palette").then(({ Palette }) => Palette);

/** The palette, opened by Ctrl K. Loaded when it is first wanted. */
export function usePalette() {
  const [Loaded, setLoaded] = useState<ComponentType | null>(null);
  const open = () => {
    spotlight.open();
    load().then(
      (Palette) => setLoaded(() => Palette),
      () => {
        spotlight.close();
        toastRefused(describeProblem(offline()));
      },
    );
  };
  useHotkeys([
    ["mod + K", open],
    ["/", open],
  ]);
  /** A hand is near: have it at hand too. */
  const prepare = () => void load().catch(() => undefined);
  return { Palette: Loaded, open, prepare };
}
