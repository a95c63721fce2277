import { createRouter } from "@tanstack/react-router";
import { PagePending } from "@/shared/components/page-pending";
import { RefusalPage } from "@/shared/components/refusal";
import { createQueryClient } from "@/shared/query-client";
import { dropSession } from "@/shared/session/tokens";
import { routeTree } from "./route-tree.gen";

export const queryClient = createQueryClient(leave);

export const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: "intent",
  // Queries decide what is old.
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 300,
  defaultPendingComponent: PagePending,
  defaultErrorComponent: ({ error, reset }) => <RefusalPage error={error} retry={reset} />,
  scrollRestoration: true,
});

/** The session is over, here or in another tab: to the sign-in page, and back here after it. */
export function leave(): void {
  dropSession();
  queryClient.clear();
  const { pathname, href } = router.state.location;
  if (pathname === "/login") return;
  void router.navigate({ to: "/login", search: { to: href } });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
