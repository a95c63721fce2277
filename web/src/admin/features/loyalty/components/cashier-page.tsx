import { Alert, Badge, Button, Grid, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { AskButton } from "@/shared/components/ask-button";
import { Fact, Facts } from "@/shared/components/facts";
import { BackLink, TextLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { PagePending } from "@/shared/components/page-pending";
import { RefusalPage } from "@/shared/components/refusal";
import { Section } from "@/shared/components/section";
import { toastWhenDone } from "@/shared/components/toasts";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { useMe, useRights } from "@/shared/session/me";
import { type CashierSearch, cashierQuery, firstDayOf, useDecide } from "../queries/cashiers";
import { Attempts } from "./attempts";
import { takenBack } from "./cashier-figures";
import { PeriodChoice } from "./period-choice";

type Cashier = Schemas["CashierDetails"];

interface Props {
  cashierId: number;
  search: CashierSearch;
  onSearch: (patch: CashierSearch) => void;
}

/** One cashier: what they did, how often it was taken back, and every try at a code. */
export function CashierPage({ cashierId, search, onSearch }: Props) {
  const { t } = useTranslation("loyalty");
  const can = useRights();
  const { timezone } = useMe().shop;
  const { data: cashier, error, refetch } = useQuery(cashierQuery(cashierId, search, timezone));
  if (error) return <RefusalPage error={error} retry={() => void refetch()} />;
  if (!cashier) return <PagePending />;
  return (
    <>
      <PageHeader
        title={cashier.display_name}
        mark={<State cashier={cashier} />}
        back={<BackLink to="/cashiers">{t("cashier.title")}</BackLink>}
      >
        {can("cashiers:approve") ? <Decision cashier={cashier} /> : null}
      </PageHeader>
      <Stack gap="lg">
        {cashier.is_active && cashier.is_streak_alarming ? (
          <Alert
            color="orange"
            icon={<IconEye />}
            title={t("cashier.streak.line", { count: cashier.wrong_streak })}
          >
            {t("cashier.streak.text")}
          </Alert>
        ) : null}
        <Figures cashier={cashier} search={search} onSearch={onSearch} />
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 4 }}>
            <About cashier={cashier} />
          </Grid.Col>
          {can("discounts:read") ? (
            <Grid.Col span={{ base: 12, md: 8 }}>
              <Attempts cashierId={cashierId} />
            </Grid.Col>
          ) : null}
        </Grid>
      </Stack>
    </>
  );
}

function State({ cashier }: { cashier: Cashier }) {
  const { t } = useTranslation("loyalty");
  if (cashier.is_active) return <Badge>{t("cashier.stateOf.active")}</Badge>;
  return cashier.deactivated_at ? (
    <Badge color="gray">{t("cashier.stateOf.former")}</Badge>
  ) : (
    <Badge color="orange">{t("cashier.stateOf.waiting")}</Badge>
  );
}

/** Letting in is one press; taking the till away from somebody who works is asked about. */
function Decision({ cashier }: { cashier: Cashier }) {
  const { t } = useTranslation("loyalty");
  const decide = useDecide();
  const name = cashier.display_name;
  const answer = (isApproved: boolean) => decide.mutateAsync({ cashierId: cashier.id, isApproved });
  if (!cashier.is_active) {
    return (
      <Button
        loading={decide.isPending}
        onClick={() => toastWhenDone(answer(true), t("cashier.request.approved", { name }))}
      >
        {t("cashier.request.approve")}
      </Button>
    );
  }
  return (
    <AskButton
      verb={t("cashier.close")}
      title={t("cashier.closeTitle", { name })}
      isDangerous
      act={() => answer(false)}
      done={t("cashier.closed", { name })}
    >
      {t("cashier.closeText")}
    </AskButton>
  );
}

const FIGURES = [
  "redemptions",
  "bill_minor",
  "discount_minor",
  "attempts",
  "refused",
  "wrong_codes",
  "undone",
  "reversed",
] as const;

function Figures({ cashier, search, onSearch }: Omit<Props, "cashierId"> & { cashier: Cashier }) {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  const can = useRights();
  const { timezone } = useMe().shop;
  const { figures } = cashier;
  const share = takenBack(figures);
  return (
    <Section
      title={t("cashier.figures")}
      aside={<PeriodChoice value={search.period} onChange={(period) => onSearch({ period })} />}
    >
      <Stack gap="md">
        <SimpleGrid cols={{ base: 2, xs: 3, md: 5 }} data-figures>
          {FIGURES.map((id) => (
            <div key={id}>
              <Text size="sm" c="dimmed">
                {t(`cashier.figure.${id}`)}
              </Text>
              <Text fz={24} lh={1.3} fw={650}>
                {id.endsWith("_minor") ? format.money(figures[id]) : format.number(figures[id])}
              </Text>
            </div>
          ))}
          <div>
            <Text size="sm" c="dimmed">
              {t("cashier.figure.taken_back")}
            </Text>
            <Text fz={24} lh={1.3} fw={650}>
              {share === null ? "—" : format.share(share)}
            </Text>
          </div>
        </SimpleGrid>
        {can("discounts:read") ? (
          <TextLink
            to="/redemptions"
            search={{ cashier_id: cashier.id, from: firstDayOf(search.period, timezone) }}
            size="sm"
          >
            {t("cashier.showRedemptions")}
          </TextLink>
        ) : null}
      </Stack>
    </Section>
  );
}

function About({ cashier }: { cashier: Cashier }) {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  const { approved_at, approved_by_name, deactivated_at } = cashier;
  return (
    <Section title={t("cashier.about")}>
      <Facts>
        <Fact name="Telegram">
          {cashier.username ? `@${cashier.username}` : cashier.telegram_id}
        </Fact>
        <Fact name={t("cashier.requestedAt")}>{format.dateTime(cashier.requested_at)}</Fact>
        <Fact name={t("cashier.approvedAt")}>
          {approved_at ? format.dateTime(approved_at) : null}
        </Fact>
        <Fact name={t("cashier.approvedBy")}>{approved_by_name}</Fact>
        {deactivated_at ? (
          <Fact name={t("cashier.closedAt")}>{format.dateTime(deactivated_at)}</Fact>
        ) : null}
      </Facts>
    </Section>
  );
}
