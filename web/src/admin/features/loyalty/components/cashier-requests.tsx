import { Avatar, Button, Card, Group, Stack, Text } from "@mantine/core";
import { IconUserQuestion } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { toastWhenDone } from "@/shared/components/toasts";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { PagedCards } from "@/shared/lists/paged-cards";
import { useRights } from "@/shared/session/me";
import { requestsQuery, useDecide } from "../queries/cashiers";

interface Props {
  page: number | undefined;
  onPage: (page: number) => void;
}

/** Those who wait. Big buttons: this is decided on a phone, in passing. */
export function CashierRequests({ page, onPage }: Props) {
  const { t } = useTranslation("loyalty");
  return (
    <PagedCards
      label={t("cashier.tab.requests")}
      list={useQuery(requestsQuery(page))}
      cols={{ base: 1, sm: 2, lg: 3 }}
      onPage={onPage}
      empty={
        <EmptyState
          icon={IconUserQuestion}
          title={t("cashier.request.none")}
          text={t("cashier.request.noneText")}
        />
      }
    >
      {(request) => <Request request={request} />}
    </PagedCards>
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
