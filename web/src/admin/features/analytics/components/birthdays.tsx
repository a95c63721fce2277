import { Avatar, Badge } from "@mantine/core";
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
                <div className={classes["words"]} data-short>
                  <div className={classes["title"]}>{full_name || t("nameless")}</div>
                </div>
                <div className={classes["about"]}>{t("birthdays.age", { count: age })}</div>
              </Link>
            </li>
          ))}
        </ul>
      ) : (
        <Quiet icon={IconCake}>{t("birthdays.none")}</Quiet>
      )}
      {total > shown.length ? (
        <div className={classes["about"]} style={{ paddingTop: 6 }}>
          {t("birthdays.more", { count: total - shown.length })}
        </div>
      ) : null}
    </Block>
  );
}
