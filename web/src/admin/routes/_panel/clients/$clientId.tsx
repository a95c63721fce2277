import { createFileRoute } from "@tanstack/react-router";
import { ClientPage } from "../../../features/clients/components/client-page";
import { clientQuery } from "../../../features/clients/queries/clients";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/clients/$clientId")({
  ...page({ right: "clients:read", labels: ["clients"] }),
  params: {
    parse: ({ clientId }) => ({ clientId: Number(clientId) }),
    stringify: ({ clientId }) => ({ clientId: String(clientId) }),
  },
  loader: ({ context, params }) => context.queryClient.query(clientQuery(params.clientId)),
  component: Client,
});

function Client() {
  const { clientId } = Route.useParams();
  return <ClientPage key={clientId} clientId={clientId} />;
}
