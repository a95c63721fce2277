import { createFileRoute } from "@tanstack/react-router";
import { PersonPage } from "../../../features/accounts/components/person-page";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/people/$accountId")({
  ...page({ right: "accounts:read", labels: ["accounts"] }),
  params: {
    parse: ({ accountId }) => ({ accountId: Number(accountId) }),
    stringify: ({ accountId }) => ({ accountId: String(accountId) }),
  },
  component: Person,
});

function Person() {
  const { accountId } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <PersonPage
      key={accountId}
      accountId={accountId}
      onLeave={() => void navigate({ to: "/people" })}
    />
  );
}
