import { Avatar, Button, Card, Group, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { IconUserQuestion } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { RefusalPage } from "@/shared/components/refusal";
import { toastWhenDone } from "@/shared/components/toasts";
import { PAGE_SIZE } from "@/shared/lists/search-params";
import { Pager } from "@/shared/lists/pager";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { useRights } from "@/shared/session/me";
import { requestsQuery, useDecide } from "../queries/cashiers";

interface Props {
  page: number | undefined;
  onPage: (page: number) => void;
}

/** Those who wait. Big buttons: this is decided on a phone, in passing. */
export function CashierRequests({ page = 1, onPage }: Props) {
  const { t } = useTranslation("loyalty");
  const { data, error, refetch } = useQuery(requestsQuery(page));
  if (error) return <RefusalPage error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={150} radius="lg" />;
  if (data.items.length === 0) {
    return (
      <Card padding={0}>
        <EmptyState
          icon={IconUserQuestion}
          title={t("cashier.request.none")}
          text={t("cashier.request.noneText")}
        />
      </Card>
    );
  }
  return (
    <>
      <SimpleGrid
        cols={{ base: 1, sm: 2, lg: 3 }}
        role="list"
        aria-label={t("cashier.tab.requests")}
      >
        {data.items.map((one) => (
          <Request key={one.id} request={one} />
        ))}
      </SimpleGrid>
      {data.total > PAGE_SIZE ? (
        <Pager page={page} limit={PAGE_SIZE} total={data.total} onPage={onPage} />
      ) : null}
    </>
  );
}

function Request({ request }: { request: Schemas["CashierView"] }) {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  const can = useRights();
  const decide = useDecide();
  const name = request.display_name;
  const answer = (isApproved: boolean) =>
    toastWhenDone(
      decide.mutateAsync({ cashierId: request.id, isApproved }),
      t(isApproved ? "cashier.request.approved" : "cashier.request.declined", { name }),
    );
  const busyWith = decide.isPending ? decide.variables.isApproved : null;
  return (
    <Card role="listitem" padding="md">
      <Stack gap="md">
        <Group wrap="nowrap" gap="sm">
          <Avatar name={name} color="pine" radius="xl" aria-hidden />
          <div>
            <Text fw={600} lineClamp={2}>
              {name}
            </Text>
            <Text size="sm" c="dimmed">
              {[request.username && `@${request.username}`, format.ago(request.requested_at)]
                .filter(Boolean)
                .join(" · ")}
            </Text>
          </div>
        </Group>
        {can("cashiers:approve") ? (
          <Group grow gap="xs">
            <Button
              size="md"
              variant="default"
              aria-label={t("cashier.request.declineName", { name })}
              disabled={busyWith === true}
              loading={busyWith === false}
              onClick={() => answer(false)}
            >
              {t("cashier.request.decline")}
            </Button>
            <Button
              size="md"
              aria-label={t("cashier.request.approveName", { name })}
              disabled={busyWith === false}
              loading={busyWith === true}
              onClick={() => answer(true)}
            >
              {t("cashier.request.approve")}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Card>
  );
}
