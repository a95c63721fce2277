import type { Schemas } from "@/shared/http/api";
import type { Campaign } from "../queries/campaigns";

/** What the form holds: texts as typed, for an empty field is not a zero. */
export interface CampaignValues extends Record<string, unknown> {
  name: string;
  slug: string;
  template_id: string | null;
  starts_on: string;
  ends_on: string;
  codes_limit: string | number;
  budget_count: string | number;
  budget_minor: string | number;
  is_active: boolean;
}

export const NEW_CAMPAIGN: CampaignValues = {
  name: "",
  slug: "",
  template_id: null,
  starts_on: "",
  ends_on: "",
  codes_limit: "",
  budget_count: "",
  budget_minor: "",
  is_active: true,
};

/** `digits`: how many the shop's currency has after the point. Sums are typed in major units. */
export const campaignValuesOf = (campaign: Campaign, digits: number): CampaignValues => ({
  name: campaign.name,
  slug: campaign.slug,
  template_id: campaign.template_id === null ? null : String(campaign.template_id),
  starts_on: campaign.starts_on ?? "",
  ends_on: campaign.ends_on ?? "",
  codes_limit: campaign.codes_limit ?? "",
  budget_count: campaign.budget_count ?? "",
  budget_minor: campaign.budget_minor === null ? "" : campaign.budget_minor / 10 ** digits,
  is_active: campaign.is_active,
});

const LINK = /^.*[?&]start=|^ref_/;

/** People paste the whole link, or what they read in it. */
export const slugOf = (typed: string) => typed.trim().replace(LINK, "").replace(/^ref_/, "");

/** What goes to the API. Without a slug one is drawn. */
export function orderOf(values: CampaignValues, digits: number): Schemas["CampaignCreate"] {
  const number = (typed: string | number) => (typed === "" ? null : Number(typed));
  return {
    name: values.name.trim(),
    slug: slugOf(values.slug) || null,
    template_id: values.template_id === null ? null : Number(values.template_id),
    starts_on: values.starts_on || null,
    ends_on: values.ends_on || null,
    codes_limit: number(values.codes_limit),
    budget_count: number(values.budget_count),
    budget_minor:
      values.budget_minor === "" ? null : Math.round(Number(values.budget_minor) * 10 ** digits),
    is_active: values.is_active,
  };
}
