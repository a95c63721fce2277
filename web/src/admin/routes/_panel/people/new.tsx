import { createFileRoute } from "@tanstack/react-router";
import { NewPersonPage } from "../../../features/accounts/components/new-person-page";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/people/new")({
  ...page({ right: "accounts:manage", labels: ["accounts"] }),
  component: NewPerson,
});

function NewPerson() {
  const navigate = Route.useNavigate();
  return (
    <NewPersonPage
      onDone={(accountId) => void navigate({ to: "/people/$accountId", params: { accountId } })}
    />
  );
}
