import { IconSettings } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { currentLanguage } from "@/shared/i18n/language";
import { BotsCard } from "../../features/integrations/components/bots-card";
import { ChannelCheck } from "../../features/integrations/components/channel-check";
import { SettingsPage } from "../../features/settings/components/settings-page";
import { settingsQuery } from "../../features/settings/queries/settings";
import { page } from "../../shell/page";

export const Route = createFileRoute("/_panel/settings")({
  ...page({
    right: "settings:read",
    menu: { page: "settings", group: "shop", icon: IconSettings, order: 80 },
    labels: ["settings", "integrations"],
  }),
  loader: ({ context }) => {
    void context.queryClient.query(settingsQuery(currentLanguage())).catch(() => undefined);
  },
  component: Settings,
});

function Settings() {
  return (
    <SettingsPage
      channel={(put) => (
        <ChannelCheck
          onFound={({ id, username }) => {
            put("channel_id", id);
            put("channel_username", username);
          }}
        />
      )}
      bots={<BotsCard />}
    />
  );
}
