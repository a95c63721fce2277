import { IconCashRegister } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { changeSearch } from "@/shared/lists/search-params";
import { CashiersPage } from "../../../features/loyalty/components/cashiers-page";
import { cashiersSearch, requestsQuery } from "../../../features/loyalty/queries/cashiers";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/cashiers/")({
  ...page({
    right: "cashiers:read",
    menu: { page: "cashiers", group: "loyalty", icon: IconCashRegister, order: 50 },
    labels: ["loyalty"],
  }),
  validateSearch: cashiersSearch,
  loader: ({ context }) => {
    // Under way while the page's script loads; the page itself says how it went.
    void context.queryClient.query(requestsQuery()).catch(() => undefined);
  },
  component: Cashiers,
});

function Cashiers() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <CashiersPage
      search={search}
      onSearch={(patch) => void navigate({ search: changeSearch(patch), replace: true })}
    />
  );
}
