import { IconTicket } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { changeSearch } from "@/shared/lists/search-params";
import { DiscountsPage } from "../../features/loyalty/components/discounts-page";
import { discountsQuery, discountsSearch } from "../../features/loyalty/queries/discounts";
import { page } from "../../shell/page";

export const Route = createFileRoute("/_panel/discounts")({
  ...page({
    right: "discounts:read",
    menu: { page: "discounts", group: "loyalty", icon: IconTicket, order: 20 },
    labels: ["loyalty"],
  }),
  validateSearch: discountsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    const query = discountsQuery(deps, context.me.shop.timezone);
    // Under way while the page's script loads; the page itself says how it went.
    void context.queryClient.query(query).catch(() => undefined);
  },
  component: Discounts,
});

function Discounts() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <DiscountsPage
      search={search}
      onSearch={(patch) => void navigate({ search: changeSearch(patch), replace: true })}
    />
  );
}
