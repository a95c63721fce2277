import { IconSpeakerphone } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { changeSearch } from "@/shared/lists/search-params";
import { BroadcastsPage } from "../../../features/messaging/components/broadcasts-page";
import { broadcastsQuery, broadcastsSearch } from "../../../features/messaging/queries/broadcasts";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/broadcasts/")({
  ...page({
    right: "broadcasts:read",
    menu: { page: "broadcasts", group: "communications", icon: IconSpeakerphone, order: 10 },
    labels: ["messaging"],
  }),
  validateSearch: broadcastsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.queryClient.query(broadcastsQuery(deps)).catch(() => undefined);
  },
  component: Broadcasts,
});

function Broadcasts() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <BroadcastsPage
      search={search}
      onSearch={(patch) => void navigate({ search: changeSearch(patch), replace: true })}
    />
  );
}
