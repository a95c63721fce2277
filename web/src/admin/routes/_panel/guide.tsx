import { IconMapRoute } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { GuidePage } from "../../features/integrations/components/guide-page";
import { page } from "../../shell/page";

export const Route = createFileRoute("/_panel/guide")({
  ...page({
    right: "settings:edit",
    menu: { page: "guide", group: "shop", icon: IconMapRoute, order: 90 },
    labels: ["integrations"],
  }),
  component: GuidePage,
});
