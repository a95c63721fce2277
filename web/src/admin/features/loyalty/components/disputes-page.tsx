import { Card, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconMoodSmile } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { TextLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { PagedCards } from "@/shared/lists/paged-cards";
import type { ListState } from "@/shared/lists/search-params";
import { useRights } from "@/shared/session/me";
import { type DisputesSearch, disputesQuery, STATUSES } from "../queries/disputes";
import { CodeText } from "./code-text";
import { VerdictButtons } from "./verdict";

/** Where a client said "that was not me", and what became of it. */
export function DisputesPage({ search, onSearch }: ListState<DisputesSearch>) {
  const { t } = useTranslation("loyalty");
  return (
    <>
      <PageHeader title={t("dispute.title")} text={t("dispute.text")} />
      <Stack gap="md">
        <Group>
          <SegmentedControl
            aria-label={t("dispute.status")}
            data={STATUSES.map((value) => ({ value, label: t(`dispute.statusOf.${value}`) }))}
            value={search.status ?? "open"}
            onChange={(status) => onSearch({ status })}
          />
        </Group>
        <PagedCards
          label={t("dispute.title")}
          list={useQuery(disputesQuery(search))}
          cols={{ base: 1, md: 2 }}
          onPage={(page) => onSearch({ page })}
          empty={
            <EmptyState
              icon={IconMoodSmile}
              title={t("dispute.none")}
              text={t("dispute.noneText")}
            />
          }
        >
          {(dispute) => <Dispute dispute={dispute} />}
        </PagedCards>
      </Stack>
    </>
  );
}

function Dispute({ dispute }: { dispute: Schemas["DisputeRow"] }) {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  const can = useRights();
  return (
    <Card role="listitem">
      <Stack gap="sm" h="100%" justify="space-between">
        <Stack gap={6}>
          <Group justify="space-between" gap="xs">
            <Text fw={600}>{dispute.client_name}</Text>
            <Text size="sm" c="dimmed">
              {format.ago(dispute.opened_at)}
            </Text>
          </Group>
          <Text size="sm">
            {can("discounts:read") ? (
              <TextLink
                to="/codes"
                search={{ code: dispute.code, id: dispute.discount_id }}
                inherit
              >
                <CodeText code={dispute.code} />
              </TextLink>
            ) : (
              <CodeText code={dispute.code} />
            )}
            {" · "}
            {t("dispute.taken", { at: format.dateTime(dispute.redeemed_at) })}
            {dispute.worker_name ? ` · ${dispute.worker_name}` : null}
          </Text>
          <Amounts dispute={dispute} />
        </Stack>
        {dispute.status === "open" ? (
          can("disputes:resolve") ? (
            <VerdictButtons disputeId={dispute.id} />
          ) : null
        ) : (
          <Verdict dispute={dispute} />
        )}
      </Stack>
    </Card>
  );
}

function Amounts({ dispute }: { dispute: Schemas["DisputeRow"] }) {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  const { bill_minor, discount_minor, currency } = dispute;
  if (bill_minor === null) return null;
  const bill = format.money(bill_minor, currency);
  return (
    <Text size="sm" c="dimmed" data-figures>
      {discount_minor === null
        ? t("story.bill", { bill })
        : t("story.billAndDiscount", { bill, discount: format.money(discount_minor, currency) })}
    </Text>
  );
}

function Verdict({ dispute }: { dispute: Schemas["DisputeRow"] }) {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  const { resolution, resolved_at, resolved_by_name, worker_name } = dispute;
  return (
    <div>
      {resolution ? <Text size="sm">{t("story.quoted", { text: resolution })}</Text> : null}
      <Text size="xs" c="dimmed">
        {/* Without an account it was settled by the cashier who undid the redemption. */}
        {[resolved_at && format.dateTime(resolved_at), resolved_by_name ?? worker_name]
          .filter(Boolean)
          .join(" · ")}
      </Text>
    </div>
  );
}
