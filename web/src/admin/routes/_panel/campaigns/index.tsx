import { IconRoute } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { changeSearch } from "@/shared/lists/search-params";
import { CampaignsPage } from "../../../features/loyalty/components/campaigns-page";
import { campaignsQuery, campaignsSearch } from "../../../features/loyalty/queries/campaigns";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/campaigns/")({
  ...page({
    right: "campaigns:read",
    menu: { page: "campaigns", group: "communications", icon: IconRoute, order: 30 },
    labels: ["loyalty"],
  }),
  validateSearch: campaignsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    // Under way while the page's script loads; the page itself says how it went.
    void context.queryClient.query(campaignsQuery(deps)).catch(() => undefined);
  },
  component: Campaigns,
});

function Campaigns() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <CampaignsPage
      search={search}
      onSearch={(patch) => void navigate({ search: changeSearch(patch), replace: true })}
    />
  );
}
