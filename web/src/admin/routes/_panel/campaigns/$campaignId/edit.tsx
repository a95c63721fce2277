import { createFileRoute } from "@tanstack/react-router";
import { EditCampaignPage } from "../../../../features/loyalty/components/campaign-editor";
import { page } from "../../../../shell/page";

export const Route = createFileRoute("/_panel/campaigns/$campaignId/edit")({
  ...page({ right: "campaigns:manage", labels: ["loyalty"] }),
  params: {
    parse: ({ campaignId }) => ({ campaignId: Number(campaignId) }),
    stringify: ({ campaignId }) => ({ campaignId: String(campaignId) }),
  },
  component: EditCampaign,
});

function EditCampaign() {
  const { campaignId } = Route.useParams();
  return <EditCampaignPage key={campaignId} campaignId={campaignId} />;
}
