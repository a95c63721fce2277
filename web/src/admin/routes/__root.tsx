import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, Outlet } from "@tanstack/react-router";
import { Container } from "@mantine/core";
import { RefusalPage } from "@/shared/components/refusal";
import { NotFoundPage } from "../shell/not-found-page";

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: ({ error, reset }) => (
    <Container size="xs" pt={80}>
      <RefusalPage error={error} retry={reset} />
    </Container>
  ),
});
