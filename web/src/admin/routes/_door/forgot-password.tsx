import { createFileRoute } from "@tanstack/react-router";
import { ForgotPassword } from "../../features/accounts/components/forgot-password";

export const Route = createFileRoute("/_door/forgot-password")({ component: ForgotPassword });
