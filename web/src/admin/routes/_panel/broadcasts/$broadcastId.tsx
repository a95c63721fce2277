import { createFileRoute } from "@tanstack/react-router";
import { PagePending } from "@/shared/components/page-pending";
import { useLeave } from "@/shared/live/use-leave";
import { BroadcastPage } from "../../../features/messaging/components/broadcast-page";
import { broadcastQuery, broadcastSearch } from "../../../features/messaging/queries/broadcasts";
import { RuleEditor } from "../../../features/segments/components/rule-editor";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/broadcasts/$broadcastId")({
  ...page({ right: "broadcasts:read", labels: ["messaging", "segments"] }),
  params: {
    parse: ({ broadcastId }) => ({ broadcastId: Number(broadcastId) }),
    stringify: ({ broadcastId }) => ({ broadcastId: String(broadcastId) }),
  },
  validateSearch: broadcastSearch,
  loader: ({ context, params }) => {
    void context.queryClient.query(broadcastQuery(params.broadcastId)).catch(() => undefined);
  },
  component: Broadcast,
});

function Broadcast() {
  const { broadcastId } = Route.useParams();
  const navigate = Route.useNavigate();
  const search = Route.useSearch();
  const { hasLeft, leave } = useLeave(() => navigate({ to: "/broadcasts" }));
  if (hasLeft) return <PagePending />;
  return (
    <BroadcastPage
      broadcastId={broadcastId}
      search={search}
      onSearch={(patch) =>
        void navigate({ search: (old) => ({ ...old, ...patch }), replace: true })
      }
      onShow={(shown, ask) =>
        void navigate({
          to: "/broadcasts/$broadcastId",
          params: { broadcastId: shown },
          search: { ask },
          replace: shown === broadcastId,
        })
      }
      onList={leave}
      ruleEditor={RuleEditor}
    />
  );
}
