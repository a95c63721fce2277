import { createFileRoute } from "@tanstack/react-router";
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
  return (
    <TemplatePage
      key={templateId}
      templateId={templateId}
      onLeave={() => void navigate({ to: "/templates" })}
    />
  );
}
