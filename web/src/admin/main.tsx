import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@/shared/theme/theme.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startLabels } from "@/shared/i18n/labels";
import { onSignedOutElsewhere } from "@/shared/session/tokens";
import { styleNonce } from "@/shared/theme/nonce";
import { theme } from "@/shared/theme/theme";
import { leave, queryClient, router } from "./router";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

onSignedOutElsewhere(leave);

await startLabels(
  import.meta.glob<{ default: Record<string, unknown> }>([
    "/src/shared/labels/*.json",
    "/src/admin/**/labels/*.json",
  ]),
  ["shared", "shell"],
);

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => styleNonce}>
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
