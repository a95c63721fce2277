import { Card, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { TextLink } from "@/shared/components/links";
import { RefusalAlert } from "@/shared/components/refusal";
import type { Schemas } from "@/shared/http/api";
import { asProblem } from "@/shared/http/problem";
import { previewQuery } from "../queries/segments";
import type { Rule } from "../rules/draft";
import classes from "./audience.module.css";
import { useReasons } from "./audience";

/** Some of those whom a rule selects, to see that they are the right ones. */
export function PeoplePreview({ rule, isWhole }: { rule: Rule; isWhole: boolean }) {
  const { t } = useTranslation("segments");
  const { data, error, isFetching } = useQuery({ ...previewQuery(rule), enabled: isWhole });
  const problem = error ? asProblem(error) : null;
  return (
    <Card component="section" padding={0} aria-labelledby="people">
      <Stack gap={4} p="lg" pb="sm">
        <Title order={2} id="people">
          {t("people.title")}
        </Title>
        <Text size="sm" c="dimmed">
          {data?.people.length === 0 ? t("people.none") : t("people.text")}
        </Text>
        {problem && problem.status !== 422 ? <RefusalAlert problem={problem} /> : null}
      </Stack>
      {!data && isWhole && !problem ? <Skeleton height={160} mx="lg" mb="lg" w="auto" /> : null}
      {data ? (
        <ul
          className={`${classes["people"] ?? ""} ${classes["figures"] ?? ""}`}
          data-stale={isFetching || !isWhole || undefined}
        >
          {data.people.map((person) => (
            <Person key={person.id} person={person} />
          ))}
        </ul>
      ) : null}
    </Card>
  );
}

function Person({ person }: { person: Schemas["PreviewPerson"] }) {
  const { t } = useTranslation("segments");
  const sayReason = useReasons();
  const aside = [person.phone, person.tags.join(", ")].filter(Boolean).join(" · ");
  return (
    <li className={classes["person"]}>
      <Group gap={8} miw={0}>
        <TextLink to="/clients/$clientId" params={{ clientId: person.id }} size="sm">
          {person.full_name || t("people.nameless", { id: person.id })}
        </TextLink>
        {aside ? (
          <Text span size="xs" c="dimmed">
            {aside}
          </Text>
        ) : null}
      </Group>
      {person.left_out ? (
        <Text span size="xs" c="dimmed" ta="end">
          {sayReason(person.left_out)}
        </Text>
      ) : null}
    </li>
  );
}
