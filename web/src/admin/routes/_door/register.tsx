import { createFileRoute } from "@tanstack/react-router";
import { Register } from "../../features/accounts/components/register";

export const Route = createFileRoute("/_door/register")({ component: RegisterPage });

function RegisterPage() {
  const navigate = Route.useNavigate();
  return <Register onSignedIn={() => void navigate({ to: "/", replace: true })} />;
}
