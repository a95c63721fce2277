import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { BackLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { PagePending } from "@/shared/components/page-pending";
import { RefusalPage } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import { useOrderKey } from "@/shared/http/once";
import { digitsOf } from "@/shared/i18n/format";
import { useMe } from "@/shared/session/me";
import {
  type Campaign,
  campaignQuery,
  createCampaign,
  editCampaign,
  useKeepCampaign,
} from "../queries/campaigns";
import { useForgetLoyalty } from "../queries/forget";
import { CampaignForm } from "./campaign-form";
import { campaignValuesOf, NEW_CAMPAIGN, orderOf } from "./campaign-values";

export function NewCampaignPage() {
  const { t } = useTranslation("loyalty");
  const digits = digitsOf(useMe().shop.currency);
  const key = useOrderKey();
  const done = useDone(t("campaign.created"));
  return (
    <>
      <PageHeader title={t("campaign.new")} text={t("campaign.newText")} back={<BackToList />} />
      <CampaignForm
        initialValues={NEW_CAMPAIGN}
        save={(values) => createCampaign(orderOf(values, digits), key)}
        onSaved={done}
        action={t("campaign.create")}
      />
    </>
  );
}

export function EditCampaignPage({ campaignId }: { campaignId: number }) {
  const { data: campaign, error, refetch } = useQuery(campaignQuery(campaignId));
  if (error) return <RefusalPage error={error} retry={() => void refetch()} />;
  if (!campaign) return <PagePending />;
  return <Edit campaign={campaign} />;
}

function Edit({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation(["loyalty", "shared"]);
  const digits = digitsOf(useMe().shop.currency);
  // What is typed is compared with what was read when the form opened, and saved over that.
  const [read, setRead] = useState(campaign);
  const queryClient = useQueryClient();
  const done = useDone(t("campaign.saved"));
  return (
    <>
      <PageHeader
        title={read.name}
        text={t("campaign.editText")}
        back={
          <BackLink to="/campaigns/$campaignId" params={{ campaignId: read.id }}>
            {t("campaign.back")}
          </BackLink>
        }
      />
      <CampaignForm
        initialValues={campaignValuesOf(read, digits)}
        save={(values) => {
          const { slug, ...order } = orderOf(values, digits);
          return editCampaign(read, slug ? { ...order, slug } : order);
        }}
        reread={async () => {
          const now = await queryClient.query({ ...campaignQuery(read.id), staleTime: 0 });
          setRead(now);
          return campaignValuesOf(now, digits);
        }}
        onSaved={done}
        action={t("shared:action.save")}
        isLinkKept={read.figures.clicks > 0}
      />
    </>
  );
}

export function BackToList() {
  const { t } = useTranslation("loyalty");
  return <BackLink to="/campaigns">{t("campaign.title")}</BackLink>;
}

/** Afterwards one is where the link and the QR are. */
function useDone(message: string) {
  const forget = useForgetLoyalty();
  const keep = useKeepCampaign();
  const navigate = useNavigate();
  return async (campaign: Campaign) => {
    keep(campaign);
    void forget();
    await navigate({
      to: "/campaigns/$campaignId",
      params: { campaignId: campaign.id },
      replace: true,
      ignoreBlocker: true,
    });
    toastDone(message);
  };
}
