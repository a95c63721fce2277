import { IconHome } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { HomePage } from "../../features/analytics/components/home-page";
import { kpiQuery } from "../../features/analytics/queries/kpi";
import { FirstStepsBlock } from "../../features/integrations/components/first-steps";
import { page } from "../../shell/page";

export const Route = createFileRoute("/_panel/")({
  ...page({
    menu: { page: "dashboard", group: "today", icon: IconHome, order: 10 },
    labels: ["analytics", "integrations"],
  }),
  loader: ({ context }) => {
    if (context.me.permissions.includes("stats:read")) {
      void context.queryClient.query(kpiQuery).catch(() => undefined);
    }
  },
  component: Home,
});

function Home() {
  return (
    <>
      <FirstStepsBlock />
      <HomePage />
    </>
  );
}
