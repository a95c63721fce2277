import { createFileRoute } from "@tanstack/react-router";

export const Route = createFileRoute("/_panel/clients/$clientId")({
  params: {
    parse: ({ clientId }) => ({ clientId: Number(clientId) }),
    stringify: ({ clientId }) => ({ clientId: String(clientId) }),
  },
});
