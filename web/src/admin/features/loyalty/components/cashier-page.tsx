import {
  Alert,
  Badge,
  Button,
  Card,
  Grid,
  Group,
  SimpleGrid,
  Stack,
  Text,
  Title,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowLeft, IconEye } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Confirm } from "@/shared/components/confirm";
import { Fact, Facts } from "@/shared/components/facts";
import { TextLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { PagePending } from "@/shared/components/page-pending";
import { RefusalPage } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
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
        back={
          <TextLink to="/cashiers" size="sm" c="dimmed">
            <IconArrowLeft size={14} stroke={1.8} aria-hidden /> {t("cashier.title")}
          </TextLink>
        }
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
  const [isAsking, asking] = useDisclosure();
  const name = cashier.display_name;
  const answer = (isApproved: boolean) =>
    decide.mutate(
      { cashierId: cashier.id, isApproved },
      {
        onSuccess: () =>
          toastDone(t(isApproved ? "cashier.request.approved" : "cashier.closed", { name })),
        onSettled: asking.close,
      },
    );
  if (!cashier.is_active) {
    return (
      <Button loading={decide.isPending} onClick={() => answer(true)}>
        {t("cashier.request.approve")}
      </Button>
    );
  }
  return (
    <>
      <Button variant="default" onClick={asking.open}>
        {t("cashier.close")}
      </Button>
      <Confirm
        opened={isAsking}
        title={t("cashier.closeTitle", { name })}
        confirm={t("cashier.close")}
        isDangerous
        isBusy={decide.isPending}
        onConfirm={() => answer(false)}
        onClose={asking.close}
      >
        {t("cashier.closeText")}
      </Confirm>
    </>
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
    <Card component="section" aria-labelledby="cashier-figures">
      <Stack gap="md">
        <Group justify="space-between" gap="xs">
          <Title order={2} id="cashier-figures">
            {t("cashier.figures")}
          </Title>
          <PeriodChoice value={search.period} onChange={(period) => onSearch({ period })} />
        </Group>
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
    </Card>
  );
}

function About({ cashier }: { cashier: Cashier }) {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  const { approved_at, approved_by_name, deactivated_at } = cashier;
  return (
    <Card component="section" aria-labelledby="cashier-about">
      <Stack gap="sm">
        <Title order={2} id="cashier-about">
          {t("cashier.about")}
        </Title>
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
      </Stack>
    </Card>
  );
}
