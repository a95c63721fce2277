import { IconUsersGroup } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { changeSearch } from "@/shared/lists/search-params";
import { SegmentsPage } from "../../../features/segments/components/segments-page";
import { segmentsQuery, segmentsSearch } from "../../../features/segments/queries/segments";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/segments/")({
  ...page({
    right: "segments:read",
    menu: { page: "segments", group: "communications", icon: IconUsersGroup, order: 20 },
    labels: ["segments"],
  }),
  validateSearch: segmentsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    // Under way while the page's script loads; the page itself says how it went.
    void context.queryClient.query(segmentsQuery(deps)).catch(() => undefined);
  },
  component: Segments,
});

function Segments() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <SegmentsPage
      search={search}
      onSearch={(patch) => void navigate({ search: changeSearch(patch), replace: true })}
    />
  );
}
