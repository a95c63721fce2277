import { IconSend } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { OutboxPage } from "../../features/messaging/components/outbox-page";
import { channelsQuery, outboxSearch } from "../../features/messaging/queries/outbox";
import { page } from "../../shell/page";

export const Route = createFileRoute("/_panel/outbox")({
  ...page({
    right: "outbox:read",
    menu: { page: "outbox", group: "shop", icon: IconSend, order: 70 },
    labels: ["messaging"],
  }),
  validateSearch: outboxSearch,
  loader: ({ context }) => {
    // Under way while the page's script loads; the page itself says how it went.
    void context.queryClient.query(channelsQuery).catch(() => undefined);
  },
  component: Outbox,
});

function Outbox() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <OutboxPage
      search={search}
      onSearch={(patch) =>
        void navigate({ search: (old) => ({ ...old, ...patch }), replace: true })
      }
    />
  );
}
