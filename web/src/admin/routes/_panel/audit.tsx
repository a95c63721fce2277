import { IconHistory } from "@tabler/icons-react";
import { createFileRoute } from "@tanstack/react-router";
import { AuditPage } from "../../features/audit/components/audit-page";
import { auditSearch } from "../../features/audit/queries/audit";
import { page } from "../../shell/page";

export const Route = createFileRoute("/_panel/audit")({
  ...page({
    right: "audit:read",
    menu: { page: "audit", group: "shop", icon: IconHistory, order: 60 },
    labels: ["audit", "accounts"],
  }),
  validateSearch: auditSearch,
  component: Audit,
});

function Audit() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <AuditPage
      search={search}
      onSearch={(patch) =>
        void navigate({ search: (old) => ({ ...old, ...patch }), replace: true })
      }
    />
  );
}
