import { IconUsers } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { changeSearch } from "@/shared/lists/search-params";
import { ClientsPage } from "../../../features/clients/components/clients-page";
import { clientsQuery, clientsSearch } from "../../../features/clients/queries/clients";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/clients/")({
  ...page({
    right: "clients:read",
    menu: { page: "clients", group: "today", icon: IconUsers, order: 20 },
    labels: ["clients"],
  }),
  validateSearch: clientsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    // Under way while the page's script loads; the page itself says how it went.
    void context.queryClient.query(clientsQuery(deps)).catch(() => undefined);
  },
  component: Clients,
});

function Clients() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ClientsPage
      search={search}
      onSearch={(patch) => void navigate({ search: changeSearch(patch), replace: true })}
      onOpen={(view) => void navigate({ search: view })}
    />
  );
}
