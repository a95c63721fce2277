import { IconDiscount } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { changeSearch } from "@/shared/lists/search-params";
import { TemplatesPage } from "../../../features/loyalty/components/templates-page";
import { templatesQuery, templatesSearch } from "../../../features/loyalty/queries/templates";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/templates/")({
  ...page({
    right: "discounts:read",
    menu: { page: "templates", group: "loyalty", icon: IconDiscount, order: 30 },
    labels: ["loyalty"],
  }),
  validateSearch: templatesSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    // Under way while the page's script loads; the page itself says how it went.
    void context.queryClient.query(templatesQuery(deps)).catch(() => undefined);
  },
  component: Templates,
});

function Templates() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <TemplatesPage
      search={search}
      onSearch={(patch) => void navigate({ search: changeSearch(patch), replace: true })}
    />
  );
}
