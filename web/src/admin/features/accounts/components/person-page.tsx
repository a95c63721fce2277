import { Alert, Badge, Button, Grid, Stack, Text } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Fact, Facts } from "@/shared/components/facts";
import { BackLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { PagePending } from "@/shared/components/page-pending";
import { RefusalPage } from "@/shared/components/refusal";
import { Section } from "@/shared/components/section";
import { useFormat } from "@/shared/i18n/format";
import { useMe, useRights } from "@/shared/session/me";
import { type Person, personQuery, useInvitation } from "../queries/people";
import { rolesQuery } from "../queries/roles";
import { OneTimeLink } from "./one-time-link";
import { PersonActions } from "./person-actions";
import { PersonForm } from "./person-form";
import { nameOf } from "./person-name";

interface Props {
  accountId: number;
  /** Called when there is nothing more to show. */
  onLeave: () => void;
}

export function PersonPage({ accountId, onLeave }: Props) {
  const { t } = useTranslation("accounts");
  const can = useRights();
  const me = useMe();
  const { data: person, error, refetch } = useQuery(personQuery(accountId));
  const { data: roles } = useQuery(rolesQuery);
  if (error) return <RefusalPage error={error} retry={() => void refetch()} />;
  if (!person || !roles) return <PagePending />;
  const isAbove = roles.some(({ name, is_above }) => name === person.role && is_above);
  const mayManage = can("accounts:manage") && !isAbove;
  return (
    <>
      <PageHeader
        title={nameOf(person)}
        mark={<Marks person={person} />}
        back={<BackLink to="/people">{t("person.title")}</BackLink>}
      >
        {mayManage ? (
          <PersonActions person={person} isMe={person.id === me.id} onLeave={onLeave} />
        ) : null}
      </PageHeader>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="lg">
            {can("accounts:manage") && isAbove ? (
              <Alert color="gray" variant="light" icon={<IconLock />}>
                {t("person.card.above")}
              </Alert>
            ) : null}
            {/* Saved anew, it is another form: what is typed is compared with what was read. */}
            <PersonForm key={JSON.stringify(person)} person={person} isReadOnly={!mayManage} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="lg">
            {mayManage && isInvited(person) ? <Invitation person={person} /> : null}
            <About person={person} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}

/** Let in, and never seen: whatever link they had may be lost. */
const isInvited = ({ status, last_login_at, has_password }: Person) =>
  status === "active" && last_login_at === null && !has_password;

const COLOR_OF = { outside: "gray", pending: "orange", disabled: "red" } as const;

function Marks({ person }: { person: Person }) {
  const { t } = useTranslation("accounts");
  const me = useMe();
  return (
    <>
      {person.id === me.id ? <Badge>{t("person.you")}</Badge> : null}
      {person.status === "active" ? null : (
        <Badge color={COLOR_OF[person.status]}>{t(`person.statusOf.${person.status}`)}</Badge>
      )}
    </>
  );
}

function About({ person }: { person: Person }) {
  const { t } = useTranslation("accounts");
  const format = useFormat();
  const ways = [
    person.has_password ? t("person.card.way.password") : null,
    person.telegram_id === null ? null : t("person.card.way.telegram"),
    person.email && !person.has_password ? t("person.card.way.link") : null,
  ].filter((way) => way !== null);
  return (
    <Section title={t("person.card.about")}>
      <Facts>
        <Fact name={t("email")}>{person.email}</Fact>
        <Fact name={t("person.telegram")}>
          {person.telegram_username ? `@${person.telegram_username}` : person.telegram_id}
        </Fact>
        <Fact name={t("person.card.ways")}>{ways.join(", ")}</Fact>
        <Fact name={t("person.seen")}>
          {person.last_seen_at ? format.ago(person.last_seen_at) : t("person.never")}
        </Fact>
        <Fact name={t("person.card.devices")}>
          {person.device_count === 0
            ? t("person.card.notSignedIn")
            : t("person.card.deviceCount", { count: person.device_count })}
        </Fact>
        <Fact name={t("person.card.since")}>{format.date(person.created_at)}</Fact>
        {person.approved_by_name ? (
          <Fact name={t("person.card.approvedBy")}>{person.approved_by_name}</Fact>
        ) : null}
      </Facts>
    </Section>
  );
}

function Invitation({ person }: { person: Person }) {
  const { t } = useTranslation("accounts");
  const { data, isPending: isBusy, mutate } = useInvitation(person.id);
  return (
    <Section title={t("person.card.inviteTitle")}>
      {data ? (
        <OneTimeLink link={data.login_link} until={data.login_link_expires_at} />
      ) : (
        <>
          <Text size="sm" c="dimmed">
            {t("person.card.inviteText")}
          </Text>
          <div>
            <Button variant="default" loading={isBusy} onClick={() => mutate()}>
              {t("person.card.invite")}
            </Button>
          </div>
        </>
      )}
    </Section>
  );
}
