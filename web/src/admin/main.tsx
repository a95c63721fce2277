import "@mantine/core/styles.css";
import "@/shared/theme/theme.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ToastCorner } from "@/shared/components/toast-corner";
import { startLabels } from "@/shared/i18n/labels";
import { onSignedOutElsewhere } from "@/shared/session/tokens";
import { styleNonce } from "@/shared/theme/nonce";
import { theme } from "@/shared/theme/theme";
import { leave, queryClient, router } from "./router";
import { shelf } from "./words";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

onSignedOutElsewhere(leave);

// Words and what the page asks for come side by side; the page waits for both.
const words = startLabels(shelf, [
  "shared",
  "shell",
  // Those of the page at this address too, instead of after it.
  ...router.matchRoutes(location.pathname).flatMap(({ staticData }) => staticData.labels ?? []),
]);
await Promise.all([words, router.load()]);

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
