import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { InferOutput } from "valibot";
import * as v from "valibot";
import { api, http, take, type Schemas } from "@/shared/http/api";
import {
  choiceParam,
  idParam,
  PAGE_SIZE,
  pageParam,
  textParam,
} from "@/shared/lists/search-params";
import { useRights } from "@/shared/session/me";
import { PERIODS } from "./cashiers";
import { useForgetLoyalty } from "./forget";

export type Campaign = Schemas["CampaignView"];

export const CAMPAIGN_STATES = ["running", "upcoming", "paused", "ended", "archived"] as const;
const SORTS = ["-created_at", "created_at", "name", "-name", "ends_at", "-ends_at"] as const;

export const campaignsSearch = v.object({
  search: textParam,
  state: choiceParam(CAMPAIGN_STATES),
  template_id: idParam,
  sort: choiceParam(SORTS),
  page: pageParam,
});

export const campaignSearch = v.object({ period: choiceParam(PERIODS) });

export type CampaignsSearch = InferOutput<typeof campaignsSearch>;
export type CampaignSearch = InferOutput<typeof campaignSearch>;

export const campaignsQuery = (search: CampaignsSearch) =>
  api.queryOptions(
    "get",
    "/api/v1/campaigns",
    { params: { query: { ...search, limit: PAGE_SIZE } } },
    { placeholderData: keepPreviousData },
  );

export const campaignQuery = (campaignId: number) =>
  api.queryOptions("get", "/api/v1/campaigns/{campaign_id}", {
    params: { path: { campaign_id: campaignId } },
  });

/** `fromOn`: since the campaign was made, unless it is given. */
export const funnelQuery = (campaignId: number, fromOn: string | undefined) =>
  api.queryOptions(
    "get",
    "/api/v1/campaigns/{campaign_id}/funnel",
    { params: { path: { campaign_id: campaignId }, query: { from_on: fromOn } } },
    { placeholderData: keepPreviousData },
  );

const ALL = 200;

/** What joining may give; nothing for those who may not see discounts. */
export function useCampaignTemplates() {
  const can = useRights();
  return useQuery({
    ...api.queryOptions("get", "/api/v1/discount-templates", {
      params: { query: { event: "campaign", limit: ALL } },
    }),
    enabled: can("discounts:read"),
  });
}

export const createCampaign = (body: Schemas["CampaignCreate"], key: string) =>
  take(http.POST("/api/v1/campaigns", { params: { header: { "idempotency-key": key } }, body }));

const orderOf = ({ id, version }: Campaign) => ({
  path: { campaign_id: id },
  header: { "if-match": `"${version}"` },
});

/** Refused with a conflict when somebody else changed the campaign since it was read. */
export const editCampaign = (campaign: Campaign, body: Schemas["CampaignEdit"]) =>
  take(http.PATCH("/api/v1/campaigns/{campaign_id}", { params: orderOf(campaign), body }));

export type CampaignOrder = "pause" | "resume" | "archive" | "restore";

/** What a change answered is the campaign from then on: the next change must name its version. */
export function useKeepCampaign() {
  const queryClient = useQueryClient();
  return (campaign: Campaign) =>
    queryClient.setQueryData(campaignQuery(campaign.id).queryKey, campaign);
}

/** Switching a campaign off and on, putting it away and back. */
export function useCampaignOrder(campaign: Campaign) {
  const forget = useForgetLoyalty();
  const keep = useKeepCampaign();
  return useMutation({
    mutationFn: (order: CampaignOrder) => {
      const init = { params: orderOf(campaign) };
      if (order === "archive") {
        return take(http.POST("/api/v1/campaigns/{campaign_id}/archive", init));
      }
      if (order === "restore") {
        return take(http.POST("/api/v1/campaigns/{campaign_id}/restore", init));
      }
      return editCampaign(campaign, { is_active: order === "resume" });
    },
    onSuccess: keep,
    onSettled: forget,
  });
}

export type PictureKind = Schemas["PictureKind"];

/** The link as a picture. */
export const fetchQr = (campaignId: number, format: PictureKind, size: number): Promise<Blob> =>
  take(
    http.GET("/api/v1/campaigns/{campaign_id}/qr", {
      params: { path: { campaign_id: campaignId }, query: { format, size } },
      parseAs: "blob",
    }),
  );

const QR_SIZE = 400;

/** To look at on the page. It changes with the link only. */
export const useQr = ({ id, slug, link }: Campaign) =>
  useQuery({
    queryKey: ["campaign-qr", id, slug],
    queryFn: async () => URL.createObjectURL(await fetchQr(id, "svg", QR_SIZE)),
    enabled: link !== null,
    staleTime: Infinity,
    gcTime: Infinity,
  });
