import { IconShieldLock } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { RolesPage } from "../../features/accounts/components/roles-page";
import { rolesQuery, rolesSearch } from "../../features/accounts/queries/roles";
import { page } from "../../shell/page";

export const Route = createFileRoute("/_panel/roles")({
  ...page({
    right: "accounts:read",
    menu: { page: "roles", group: "shop", icon: IconShieldLock, order: 20 },
    labels: ["accounts"],
  }),
  validateSearch: rolesSearch,
  loader: ({ context }) => {
    // Under way while the page's script loads; the page itself says how it went.
    void context.queryClient.query(rolesQuery).catch(() => undefined);
  },
  component: Roles,
});

function Roles() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <RolesPage
      shown={search.role}
      onShow={(role) => void navigate({ search: { role }, replace: true })}
    />
  );
}
