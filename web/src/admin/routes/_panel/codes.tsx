import { IconListSearch } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { CodePage } from "../../features/loyalty/components/code-page";
import { codeSearch } from "../../features/loyalty/queries/codes";
import { page } from "../../shell/page";

export const Route = createFileRoute("/_panel/codes")({
  ...page({
    right: "discounts:read",
    menu: { page: "codes", group: "loyalty", icon: IconListSearch, order: 10 },
    labels: ["loyalty"],
  }),
  validateSearch: codeSearch,
  component: Codes,
});

function Codes() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <CodePage search={search} onSearch={(wanted) => void navigate({ search: wanted })} />;
}
