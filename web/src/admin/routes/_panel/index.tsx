import { IconHome } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { HomePage } from "../../features/analytics/components/home-page";
import {
  homeSearch,
  kpiQuery,
  stepsQuery,
  USUAL_PERIOD,
} from "../../features/analytics/queries/dashboard";
import { FirstStepsBlock } from "../../features/integrations/components/first-steps";
import { page } from "../../shell/page";

export const Route = createFileRoute("/_panel/")({
  ...page({
    menu: { page: "dashboard", group: "today", icon: IconHome, order: 10 },
    labels: ["analytics", "integrations"],
  }),
  validateSearch: homeSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { me, queryClient }, deps: { period = USUAL_PERIOD } }) => {
    if (!me.permissions.includes("stats:read")) return;
    // Under way while the page's script loads; the page itself says how it went.
    const wanted = { period, timezone: me.shop.timezone };
    void queryClient.query(kpiQuery(wanted)).catch(() => undefined);
    void queryClient.query(stepsQuery(wanted)).catch(() => undefined);
  },
  component: Home,
});

function Home() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <>
      <FirstStepsBlock />
      <HomePage
        search={search}
        onPeriod={(period) =>
          void navigate({
            search: { period: period === USUAL_PERIOD ? undefined : period },
            replace: true,
          })
        }
      />
    </>
  );
}
