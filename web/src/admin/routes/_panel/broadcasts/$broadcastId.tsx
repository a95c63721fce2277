import { createFileRoute } from "@tanstack/react-router";
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
  return (
    <BroadcastPage
      broadcastId={broadcastId}
      search={Route.useSearch()}
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
      onList={() => void navigate({ to: "/broadcasts" })}
      ruleEditor={RuleEditor}
    />
  );
}
