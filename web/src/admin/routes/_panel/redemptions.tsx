import { IconReceipt } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { changeSearch } from "@/shared/lists/search-params";
import { RedemptionsPage } from "../../features/loyalty/components/redemptions-page";
import { redemptionsQuery, redemptionsSearch } from "../../features/loyalty/queries/redemptions";
import { page } from "../../shell/page";

export const Route = createFileRoute("/_panel/redemptions")({
  ...page({
    right: "discounts:read",
    menu: { page: "redemptions", group: "loyalty", icon: IconReceipt, order: 35 },
    labels: ["loyalty"],
  }),
  validateSearch: redemptionsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    const { timezone } = context.me.shop;
    // Under way while the page's script loads; the page itself says how it went.
    void context.queryClient.query(redemptionsQuery(deps, timezone)).catch(() => undefined);
  },
  component: Redemptions,
});

function Redemptions() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <RedemptionsPage
      search={search}
      onSearch={(patch) => void navigate({ search: changeSearch(patch), replace: true })}
    />
  );
}
