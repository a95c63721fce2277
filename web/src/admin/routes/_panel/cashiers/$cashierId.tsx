import { createFileRoute } from "@tanstack/react-router";
import { CashierPage } from "../../../features/loyalty/components/cashier-page";
import { cashierSearch } from "../../../features/loyalty/queries/cashiers";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/cashiers/$cashierId")({
  ...page({ right: "cashiers:read", labels: ["loyalty"] }),
  params: {
    parse: ({ cashierId }) => ({ cashierId: Number(cashierId) }),
    stringify: ({ cashierId }) => ({ cashierId: String(cashierId) }),
  },
  validateSearch: cashierSearch,
  component: Cashier,
});

function Cashier() {
  const { cashierId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <CashierPage
      key={cashierId}
      cashierId={cashierId}
      search={search}
      onSearch={(patch) => void navigate({ search: patch, replace: true })}
    />
  );
}
