import { IconGavel } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { changeSearch } from "@/shared/lists/search-params";
import { DisputesPage } from "../../features/loyalty/components/disputes-page";
import { disputesQuery, disputesSearch } from "../../features/loyalty/queries/disputes";
import { page } from "../../shell/page";

export const Route = createFileRoute("/_panel/disputes")({
  ...page({
    right: "disputes:read",
    menu: { page: "disputes", group: "loyalty", icon: IconGavel, order: 40 },
    labels: ["loyalty"],
  }),
  validateSearch: disputesSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    // Under way while the page's script loads; the page itself says how it went.
    void context.queryClient.query(disputesQuery(deps)).catch(() => undefined);
  },
  component: Disputes,
});

function Disputes() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <DisputesPage
      search={search}
      onSearch={(patch) => void navigate({ search: changeSearch(patch), replace: true })}
    />
  );
}
