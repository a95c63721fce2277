import { createFileRoute } from "@tanstack/react-router";
import { JobsPage } from "../../../features/clients/components/jobs-page";
import { jobsQuery, jobsSearch } from "../../../features/clients/queries/bulk";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/clients/jobs")({
  ...page({ right: "clients:read", labels: ["clients"] }),
  validateSearch: jobsSearch,
  loaderDeps: ({ search }) => ({ page: search.page }),
  loader: ({ context, deps }) => {
    void context.queryClient.query(jobsQuery({ ...deps, job: undefined })).catch(() => undefined);
  },
  component: Jobs,
});

function Jobs() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <JobsPage
      search={search}
      onSearch={(patch) =>
        void navigate({ search: (old) => ({ ...old, ...patch }), replace: true })
      }
    />
  );
}
