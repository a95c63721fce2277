import { createFileRoute } from "@tanstack/react-router";
import { BroadcastPage } from "../../../features/messaging/components/broadcast-page";
import { broadcastSearch } from "../../../features/messaging/queries/broadcasts";
import { RuleEditor } from "../../../features/segments/components/rule-editor";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/broadcasts/new")({
  ...page({ right: "broadcasts:edit", labels: ["messaging", "segments"] }),
  validateSearch: broadcastSearch,
  component: NewBroadcast,
});

function NewBroadcast() {
  const navigate = Route.useNavigate();
  return (
    <BroadcastPage
      broadcastId={null}
      search={Route.useSearch()}
      onSearch={(patch) => void navigate({ search: (old) => ({ ...old, ...patch }) })}
      onShow={(broadcastId, ask) =>
        void navigate({
          to: "/broadcasts/$broadcastId",
          params: { broadcastId },
          search: { ask },
          replace: true,
        })
      }
      onList={() => void navigate({ to: "/broadcasts" })}
      ruleEditor={RuleEditor}
    />
  );
}
