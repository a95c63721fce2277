import "@mantine/core/styles.css";
import "@/shared/theme/theme.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ToastCorner } from "@/shared/components/toast-corner";
import { startLabels } from "@/shared/i18n/labels";
import { findMe } from "@/shared/session/me";
import { onSignedOutElsewhere } from "@/shared/session/tokens";
import { styleNonce } from "@/shared/theme/nonce";
import { theme } from "@/shared/theme/theme";
import { leave, queryClient, router } from "./router";

const SOON_MS = 600;

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

onSignedOutElsewhere(leave);

// Under way while words come; whoever needs the answer asks again, and hears of failures.
void findMe(queryClient).catch(() => undefined);

await startLabels(
  import.meta.glob<{ default: Record<string, unknown> }>([
    "/src/shared/labels/*.json",
    "/src/admin/**/labels/*.json",
  ]),
  // Those of the page at this address too, instead of after it.
  [
    "shared",
    "shell",
    ...router.matchRoutes(location.pathname).flatMap(({ staticData }) => staticData.labels ?? []),
  ],
);

// What is known soon is drawn once and whole, not as an outline first and again with figures.
const isLate = new Promise((done) => setTimeout(done, SOON_MS));
await Promise.race([router.load().then(answered), isLate]);

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => styleNonce}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <ToastCorner />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);

/** When nothing is asked for any more. */
function answered(): Promise<void> {
  return new Promise((done) => {
    const look = () => {
      if (queryClient.isFetching() > 0) return;
      stop();
      done();
    };
    const stop = queryClient.getQueryCache().subscribe(look);
    look();
  });
}
