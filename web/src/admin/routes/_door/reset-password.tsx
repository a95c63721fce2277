import { createFileRoute, useLocation } from "@tanstack/react-router";
import { ResetPassword } from "../../features/accounts/components/reset-password";
import { tokenOf } from "../../shell/token-of";

export const Route = createFileRoute("/_door/reset-password")({ component: ResetPasswordPage });

function ResetPasswordPage() {
  const { hash } = useLocation();
  return <ResetPassword token={tokenOf(hash) ?? ""} />;
}
