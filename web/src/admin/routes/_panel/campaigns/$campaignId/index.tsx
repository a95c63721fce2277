import { createFileRoute } from "@tanstack/react-router";
import { CampaignPage } from "../../../../features/loyalty/components/campaign-page";
import { campaignQuery, campaignSearch } from "../../../../features/loyalty/queries/campaigns";
import { page } from "../../../../shell/page";

export const Route = createFileRoute("/_panel/campaigns/$campaignId/")({
  ...page({ right: "campaigns:read", labels: ["loyalty"] }),
  params: {
    parse: ({ campaignId }) => ({ campaignId: Number(campaignId) }),
    stringify: ({ campaignId }) => ({ campaignId: String(campaignId) }),
  },
  validateSearch: campaignSearch,
  loader: ({ context, params }) => {
    void context.queryClient.query(campaignQuery(params.campaignId)).catch(() => undefined);
  },
  component: Campaign,
});

function Campaign() {
  const { campaignId } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <CampaignPage
      key={campaignId}
      campaignId={campaignId}
      search={Route.useSearch()}
      onSearch={(patch) => void navigate({ search: patch, replace: true })}
    />
  );
}
