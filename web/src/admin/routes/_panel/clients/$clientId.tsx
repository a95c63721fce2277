import { createFileRoute, redirect } from "@tanstack/react-router";
import { asProblem } from "@/shared/http/problem";
import { ClientPage } from "../../../features/clients/components/client-page";
import { clientQuery } from "../../../features/clients/queries/clients";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/clients/$clientId")({
  ...page({ right: "clients:read", labels: ["clients"] }),
  params: {
    parse: ({ clientId }) => ({ clientId: Number(clientId) }),
    stringify: ({ clientId }) => ({ clientId: String(clientId) }),
  },
  loader: ({ context, params }) =>
    context.queryClient.query(clientQuery(params.clientId)).catch((error: unknown) => {
      throw mergedInto(error) ?? error;
    }),
  component: Client,
});

function Client() {
  const { clientId } = Route.useParams();
  return <ClientPage key={clientId} clientId={clientId} />;
}

/** A card that was merged leads to the one it became part of. */
function mergedInto(error: unknown) {
  const { code, params } = asProblem(error);
  return code === "clients.merged"
    ? redirect({
        to: "/clients/$clientId",
        params: { clientId: Number(params["merged_into_id"]) },
        replace: true,
      })
    : null;
}
