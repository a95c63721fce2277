import { createFileRoute } from "@tanstack/react-router";
import { NewTemplatePage } from "../../../features/loyalty/components/template-page";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/templates/new")({
  ...page({ right: "templates:manage", labels: ["loyalty"] }),
  component: NewTemplate,
});

function NewTemplate() {
  const navigate = Route.useNavigate();
  return (
    <NewTemplatePage onLeave={() => void navigate({ to: "/templates", ignoreBlocker: true })} />
  );
}
