import { createFileRoute } from "@tanstack/react-router";
import { ProfilePage } from "../../features/accounts/components/profile-page";
import { page } from "../../shell/page";

export const Route = createFileRoute("/_panel/profile")({
  ...page({ labels: ["accounts"] }),
  component: ProfilePage,
});
