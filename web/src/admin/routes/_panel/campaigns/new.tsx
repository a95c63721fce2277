import { createFileRoute } from "@tanstack/react-router";
import { NewCampaignPage } from "../../../features/loyalty/components/campaign-editor";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/campaigns/new")({
  ...page({ right: "campaigns:manage", labels: ["loyalty"] }),
  component: NewCampaignPage,
});
