import { IconHome } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { HomePage } from "../../features/analytics/components/home-page";
import {
  ATTENTION_RIGHTS,
  attentionQuery,
  birthdaysQuery,
  feedQuery,
  homeSearch,
  kpiQuery,
  stepsQuery,
  USUAL_PERIOD,
} from "../../features/analytics/queries/dashboard";
import { FirstStepsBlock } from "../../features/integrations/components/first-steps";
import type { Permission } from "@/shared/session/me";
import { page } from "../../shell/page";

export const Route = createFileRoute("/_panel/")({
  // Part of the first load, with the frame.
  codeSplitGroupings: [],
  ...page({
    menu: { page: "dashboard", group: "today", icon: IconHome, order: 10 },
    labels: ["analytics", "integrations"],
  }),
  validateSearch: homeSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { me, queryClient }, deps: { period = USUAL_PERIOD } }) => {
    // Under way before the page is drawn; the page itself says how it went.
    const { timezone } = me.shop;
    const can = (right: Permission) => me.permissions.includes(right);
    const ignore = () => undefined;
    if (can("stats:read")) {
      void queryClient.query(kpiQuery({ period, timezone })).catch(ignore);
      void queryClient.query(stepsQuery({ period, timezone })).catch(ignore);
    }
    if (ATTENTION_RIGHTS.some(can)) void queryClient.query(attentionQuery).catch(ignore);
    if (can("discounts:read")) void queryClient.query(feedQuery(timezone)).catch(ignore);
    if (can("clients:read")) void queryClient.query(birthdaysQuery).catch(ignore);
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
