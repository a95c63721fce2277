import { IconMessage2 } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { currentLanguage } from "@/shared/i18n/language";
import { TextsPage } from "../../../features/messaging/components/texts-page";
import { textsQuery, textsSearch } from "../../../features/messaging/queries/texts";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/texts/")({
  ...page({
    right: "texts:read",
    menu: { page: "texts", group: "communications", icon: IconMessage2, order: 40 },
    labels: ["messaging"],
  }),
  validateSearch: textsSearch,
  loader: ({ context }) => {
    // Under way while the page's script loads; the page itself says how it went.
    void context.queryClient.query(textsQuery(currentLanguage())).catch(() => undefined);
  },
  component: Texts,
});

function Texts() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <TextsPage
      search={search}
      onSearch={(patch) =>
        void navigate({ search: (old) => ({ ...old, ...patch }), replace: true })
      }
    />
  );
}
