import { Avatar, Badge, Text } from "@mantine/core";
import { IconCake } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { birthdaysQuery } from "../queries/dashboard";
import { Block, Quiet } from "./block";
import classes from "./dashboard.module.css";

const SHOWN = 6;

export function Birthdays() {
  const { t } = useTranslation("analytics");
  const { data, error, isPending } = useQuery(birthdaysQuery);
  const { items = [], total = 0 } = data ?? {};
  const shown = items.slice(0, SHOWN);
  return (
    <Block
      title={t("birthdays.title")}
      mark={total > 0 ? <Badge>{total}</Badge> : null}
      error={error}
      isPending={isPending}
    >
      {shown.length > 0 ? (
        <ul className={classes["list"]}>
          {shown.map(({ id, full_name, age }) => (
            <li key={id}>
              <Link to="/clients/$clientId" params={{ clientId: id }} className={classes["line"]}>
                <Avatar name={full_name} color="pine" radius="xl" size={34} aria-hidden />
                <Text size="sm" fw={550} flex={1} truncate>
                  {full_name || t("nameless")}
                </Text>
                <Text size="xs" c="dimmed" flex="none">
                  {t("birthdays.age", { count: age })}
                </Text>
              </Link>
            </li>
          ))}
        </ul>
      ) : (
        <Quiet icon={IconCake}>{t("birthdays.none")}</Quiet>
      )}
      {total > shown.length ? (
        <Text size="xs" c="dimmed" pt={6}>
          {t("birthdays.more", { count: total - shown.length })}
        </Text>
      ) : null}
    </Block>
  );
}
