import { IconUserShield } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { changeSearch } from "@/shared/lists/search-params";
import { PeoplePage } from "../../../features/accounts/components/people-page";
import { peopleQuery, peopleSearch } from "../../../features/accounts/queries/people";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/people/")({
  ...page({
    right: "accounts:read",
    menu: { page: "people", group: "shop", icon: IconUserShield, order: 10 },
    labels: ["accounts"],
  }),
  validateSearch: peopleSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    // Under way while the page's script loads; the page itself says how it went.
    void context.queryClient.query(peopleQuery(deps)).catch(() => undefined);
  },
  component: People,
});

function People() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <PeoplePage
      search={search}
      onSearch={(patch) => void navigate({ search: changeSearch(patch), replace: true })}
    />
  );
}
