import { Avatar, Button, Card, Group, Select, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconUserQuestion } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "@/shared/components/confirm";
import { EmptyState } from "@/shared/components/empty-state";
import { RefusalAlert } from "@/shared/components/refusal";
import { toastWhenDone } from "@/shared/components/toasts";
import type { Schemas } from "@/shared/http/api";
import { asProblem } from "@/shared/http/problem";
import { useFormat } from "@/shared/i18n/format";
import { PagedCards } from "@/shared/lists/paged-cards";
import { useRights } from "@/shared/session/me";
import {
  editPerson,
  type Person,
  removePerson,
  usePersonChange,
  waitingQuery,
} from "../queries/people";
import { rolesQuery } from "../queries/roles";
import { nameOf } from "./person-name";

interface Props {
  page: number | undefined;
  onPage: (page: number) => void;
}

/** Those who registered or asked by Telegram. Decided on a phone, in passing: big buttons. */
export function WaitingPeople({ page, onPage }: Props) {
  const { t } = useTranslation("accounts");
  return (
    <PagedCards
      label={t("person.tab.waiting")}
      list={useQuery(waitingQuery(page))}
      cols={{ base: 1, sm: 2, lg: 3 }}
      onPage={onPage}
      empty={
        <EmptyState
          icon={IconUserQuestion}
          title={t("person.noneWaiting")}
          text={t("person.noneWaitingText")}
        />
      }
    >
      {(person) => <Waiting person={person} />}
    </PagedCards>
  );
}

function Waiting({ person }: { person: Person }) {
  const { t } = useTranslation("accounts");
  const format = useFormat();
  const can = useRights();
  const username = person.telegram_username && `@${person.telegram_username}`;
  return (
    <Card role="listitem" padding="md">
      <Stack gap="md" h="100%" justify="space-between">
        <Group wrap="nowrap" gap="sm">
          <Avatar name={nameOf(person)} color="pine" radius="xl" aria-hidden />
          <div style={{ minWidth: 0 }}>
            <Text fw={600} lineClamp={2}>
              {nameOf(person)}
            </Text>
            <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {[person.email, username].filter(Boolean).join(" · ")}
            </Text>
            <Text size="sm" c="dimmed">
              {t("person.waiting.came", { when: format.ago(person.created_at) })}
            </Text>
          </div>
        </Group>
        {can("accounts:manage") ? <Decision person={person} /> : null}
      </Stack>
    </Card>
  );
}

/** Let in as somebody, or not at all. */
function Decision({ person }: { person: Person }) {
  const { t } = useTranslation("accounts");
  const { data: roles = [] } = useQuery(rolesQuery);
  const [role, setRole] = useState<Schemas["RoleName"]>(person.role);
  const [isAsking, asking] = useDisclosure();
  const accept = usePersonChange(() => editPerson(person.id, { status: "active", role }), true);
  const refuse = usePersonChange(() => removePerson(person.id));
  const name = nameOf(person);
  return (
    <Stack gap="xs">
      {accept.error ? <RefusalAlert problem={asProblem(accept.error)} /> : null}
      <Select
        label={t("person.waiting.as")}
        data={roles
          .filter((one) => one.is_assignable)
          .map(({ name: value }) => ({ value, label: t(`role.name.${value}`) }))}
        value={role}
        onChange={(value) => {
          const chosen = roles.find((one) => one.name === value);
          if (chosen) setRole(chosen.name);
        }}
        allowDeselect={false}
      />
      <Group grow gap="xs">
        <Button
          size="md"
          variant="default"
          aria-label={t("person.waiting.refuseName", { name })}
          disabled={accept.isPending}
          onClick={asking.open}
        >
          {t("person.waiting.refuse")}
        </Button>
        <Button
          size="md"
          aria-label={t("person.waiting.acceptName", { name })}
          loading={accept.isPending}
          onClick={() =>
            toastWhenDone(accept.mutateAsync(), t("person.waiting.accepted", { name }))
          }
        >
          {t("person.waiting.accept")}
        </Button>
      </Group>
      <Confirm
        opened={isAsking}
        title={t("person.waiting.refuseTitle", { name })}
        confirm={t("person.waiting.refuse")}
        isDangerous
        isBusy={refuse.isPending}
        onConfirm={() =>
          toastWhenDone(
            refuse.mutateAsync(undefined, { onError: asking.close }),
            t("person.waiting.refused"),
          )
        }
        onClose={asking.close}
      >
        {t("person.waiting.refuseText")}
      </Confirm>
    </Stack>
  );
}
