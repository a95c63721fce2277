import { Alert, Button, Grid, Group, Stack } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { AskButton } from "@/shared/components/ask-button";
import { Fact, Facts } from "@/shared/components/facts";
import { ButtonLink, TextLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { PagePending } from "@/shared/components/page-pending";
import { RefusalPage } from "@/shared/components/refusal";
import { Section } from "@/shared/components/section";
import { toastWhenDone } from "@/shared/components/toasts";
import { useFormat } from "@/shared/i18n/format";
import { useRights } from "@/shared/session/me";
import {
  type Campaign,
  type CampaignOrder,
  type CampaignSearch,
  campaignQuery,
  useCampaignOrder,
} from "../queries/campaigns";
import { BackToList } from "./campaign-editor";
import { CampaignFunnel } from "./campaign-funnel";
import { CampaignLimits } from "./campaign-limits";
import { CampaignLink } from "./campaign-link";
import { CampaignState, usePeriodWords } from "./campaign-marks";

interface Props {
  campaignId: number;
  search: CampaignSearch;
  onSearch: (patch: CampaignSearch) => void;
}

/** One campaign: the link to hand out, and what it brought. */
export function CampaignPage({ campaignId, search, onSearch }: Props) {
  const { t } = useTranslation(["loyalty", "shared"]);
  const can = useRights();
  const { data: campaign, error, refetch } = useQuery(campaignQuery(campaignId));
  if (error) return <RefusalPage error={error} retry={() => void refetch()} />;
  if (!campaign) return <PagePending />;
  return (
    <>
      <PageHeader
        title={campaign.name}
        mark={<CampaignState campaign={campaign} />}
        back={<BackToList />}
      >
        {can("campaigns:manage") ? <Orders campaign={campaign} /> : null}
      </PageHeader>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }} order={{ base: 2, md: 1 }}>
          <CampaignFunnel campaign={campaign} search={search} onSearch={onSearch} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }} order={{ base: 1, md: 2 }}>
          <Stack gap="lg">
            {campaign.is_exhausted && campaign.state === "running" ? (
              <Alert color="orange" title={t("campaign.exhaustedTitle")}>
                {t("campaign.exhaustedText")}
              </Alert>
            ) : null}
            <CampaignLink campaign={campaign} />
            <About campaign={campaign} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}

function About({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation("loyalty");
  const can = useRights();
  const format = useFormat();
  const period = usePeriodWords();
  const { template_id, template_name } = campaign;
  return (
    <Section title={t("campaign.about")}>
      <Stack gap="md">
        <Facts>
          <Fact name={t("campaign.gift")}>
            {template_id && can("discounts:read") ? (
              <TextLink to="/templates/$templateId" params={{ templateId: template_id }} inherit>
                {template_name}
              </TextLink>
            ) : (
              (template_name ?? t("campaign.giftNone"))
            )}
          </Fact>
          <Fact name={t("campaign.period")}>{period(campaign)}</Fact>
          <Fact name={t("campaign.createdAt")}>{format.date(campaign.created_at)}</Fact>
        </Facts>
        <CampaignLimits campaign={campaign} />
      </Stack>
    </Section>
  );
}

/** What its state allows. Pausing is taken back by one press, so only putting away is asked about. */
function Orders({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation(["loyalty", "shared"]);
  const order = useCampaignOrder(campaign);
  const done = (wanted: CampaignOrder) => t(`campaign.done.${wanted}`, { name: campaign.name });
  const give = (wanted: CampaignOrder) => toastWhenDone(order.mutateAsync(wanted), done(wanted));
  if (campaign.state === "archived") {
    return (
      <Button loading={order.isPending} onClick={() => give("restore")}>
        {t("campaign.restore")}
      </Button>
    );
  }
  return (
    <Group gap="xs">
      <AskButton
        verb={t("campaign.archive")}
        title={t("campaign.archiveTitle", { name: campaign.name })}
        isDangerous
        act={() => order.mutateAsync("archive")}
        done={done("archive")}
      >
        {t("campaign.archiveText")}
      </AskButton>
      {campaign.state === "ended" ? null : (
        <Button
          variant="default"
          loading={order.isPending && order.variables !== "archive"}
          onClick={() => give(campaign.is_active ? "pause" : "resume")}
        >
          {t(campaign.is_active ? "campaign.pause" : "campaign.resume")}
        </Button>
      )}
      <ButtonLink
        to="/campaigns/$campaignId/edit"
        params={{ campaignId: campaign.id }}
        leftSection={<IconPencil size={16} stroke={1.8} />}
      >
        {t("shared:action.edit")}
      </ButtonLink>
    </Group>
  );
}
