import { keepPreviousData } from "@tanstack/react-query";
import { useQueryClient } from "@tanstack/react-query";
import * as v from "valibot";
import { api, http, take, type Schemas } from "@/shared/http/api";
import { idParam, PAGE_SIZE, pageParam } from "@/shared/lists/search-params";

export type Job = Schemas["BulkJobView"];
export type Action = Schemas["BulkOrder"]["action"];
export type Audience = Schemas["BulkOrder"]["audience"];

/** The page of what was done to many: which page of it, and the one that is looked at. */
export const jobsSearch = v.object({ page: pageParam, job: idParam });
export type JobsSearch = v.InferOutput<typeof jobsSearch>;

const LIVE_MS = 1000;

export const isOpen = (job: Pick<Job, "status"> | undefined) =>
  job?.status === "queued" || job?.status === "running";

export const jobQuery = (jobId: number) =>
  api.queryOptions(
    "get",
    "/api/v1/bulk-jobs/{job_id}",
    { params: { path: { job_id: jobId } } },
    { refetchInterval: ({ state }) => (isOpen(state.data) ? LIVE_MS : false), staleTime: 0 },
  );

export const jobsQuery = ({ page }: JobsSearch) =>
  api.queryOptions(
    "get",
    "/api/v1/bulk-jobs",
    { params: { query: { page, limit: PAGE_SIZE } } },
    {
      placeholderData: keepPreviousData,
      refetchInterval: ({ state }) => (state.data?.items.some(isOpen) ? LIVE_MS : false),
    },
  );

const MANY = 100;

export const leftOutQuery = (jobId: number) =>
  api.queryOptions("get", "/api/v1/bulk-jobs/{job_id}/left-out", {
    params: { path: { job_id: jobId }, query: { limit: MANY } },
  });

/** What work on many makes old: the jobs, and all that is shown of clients. */
export function useForgetBulk() {
  const queryClient = useQueryClient();
  return () =>
    queryClient.invalidateQueries({
      predicate: ({ queryKey }) =>
        /^\/api\/v1\/(bulk-jobs|users|discounts)/.test(String(queryKey[1])),
    });
}

export const startJob = (audience: Audience, action: Action, key: string) =>
  take(
    http.POST("/api/v1/users/bulk", {
      params: { header: { "idempotency-key": key } },
      body: { audience, action },
    }),
  );

export const cancelJob = (jobId: number) =>
  take(http.POST("/api/v1/bulk-jobs/{job_id}/cancel", { params: { path: { job_id: jobId } } }));

export const jobFile = (jobId: number) =>
  take(
    http.GET("/api/v1/bulk-jobs/{job_id}/result", {
      params: { path: { job_id: jobId } },
      parseAs: "blob",
    }),
  );
