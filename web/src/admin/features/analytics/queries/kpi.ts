import { api } from "@/shared/http/api";

/** The last 30 days beside the 30 before. */
export const kpiQuery = api.queryOptions("get", "/api/v1/stats/kpi");
