import { createFileRoute } from "@tanstack/react-router";
import { PagePending } from "@/shared/components/page-pending";
import { useLeave } from "@/shared/live/use-leave";
import { TemplatePage } from "../../../features/loyalty/components/template-page";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/templates/$templateId")({
  ...page({ right: "discounts:read", labels: ["loyalty"] }),
  params: {
    parse: ({ templateId }) => ({ templateId: Number(templateId) }),
    stringify: ({ templateId }) => ({ templateId: String(templateId) }),
  },
  component: Template,
});

function Template() {
  const { templateId } = Route.useParams();
  const navigate = Route.useNavigate();
  const { hasLeft, leave } = useLeave(() => navigate({ to: "/templates", ignoreBlocker: true }));
  if (hasLeft) return <PagePending />;
  return <TemplatePage key={templateId} templateId={templateId} onLeave={leave} />;
}
