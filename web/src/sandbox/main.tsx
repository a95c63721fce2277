import "@mantine/core/styles.css";
import "@/shared/theme/theme.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { keepLanguage, LANGUAGES } from "@/shared/i18n/language";
import { startLabels } from "@/shared/i18n/labels";
import { styleNonce } from "@/shared/theme/nonce";
import { theme } from "@/shared/theme/theme";
import { Gate } from "./components/gate";
import { PagePending } from "./components/page-pending";

const root = document.getElementById("root");
if (!root) throw new Error("sandbox.html has no #root");

// The address may say in which language to begin, as the panel does when it opens this page.
const asked = new URLSearchParams(location.search).get("lang");
const language = LANGUAGES.find((name) => name === asked);
if (language) keepLanguage(language);

await startLabels(
  import.meta.glob<{ default: Record<string, unknown> }>([
    "/src/shared/labels/*.json",
    "/src/sandbox/labels/*.json",
  ]),
  ["shared", "sandbox"],
);

// The stream of news says what is old; nothing is asked again by itself.
const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: Infinity, retry: 1 }, mutations: { retry: false } },
});

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => styleNonce}>
      <QueryClientProvider client={queryClient}>
        <Suspense fallback={<PagePending />}>
          <Gate />
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
