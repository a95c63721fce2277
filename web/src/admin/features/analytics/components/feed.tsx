import { Badge } from "@mantine/core";
import { IconTicket } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TextLink } from "@/shared/components/links";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { useMe } from "@/shared/session/me";
import { feedQuery, today } from "../queries/dashboard";
import { Block, Quiet } from "./block";
import classes from "./dashboard.module.css";

/** Codes as they are redeemed; new ones come by themselves. */
export function Feed() {
  const { t } = useTranslation("analytics");
  const { timezone } = useMe().shop;
  const [openedAt] = useState(() => Date.now());
  const { data, error, isPending } = useQuery(feedQuery(timezone));
  const items = data?.items ?? [];
  return (
    <Block
      title={t("feed.title")}
      mark={
        <TextLink to="/redemptions" size="sm" ml="auto">
          {t("feed.all")}
        </TextLink>
      }
      error={error}
      isPending={isPending}
    >
      <div role="log" aria-label={t("feed.title")}>
        {items.length > 0 ? (
          <ul className={classes["list"]}>
            {items.map((one) => (
              <li
                key={one.id}
                className={Date.parse(one.redeemed_at) > openedAt ? classes["new"] : undefined}
              >
                <Redeemed one={one} timezone={timezone} />
              </li>
            ))}
          </ul>
        ) : (
          <Quiet icon={IconTicket}>{t("feed.none")}</Quiet>
        )}
      </div>
    </Block>
  );
}

function Redeemed({ one, timezone }: { one: Schemas["RedemptionRow"]; timezone: string }) {
  const { t } = useTranslation("analytics");
  const format = useFormat();
  const isToday = today(timezone, 0, Date.parse(one.redeemed_at)) === today(timezone);
  const isCanceled = one.canceled_at !== null;
  return (
    <Link
      to="/codes"
      search={{ code: one.code, id: one.discount_id }}
      className={classes["line"]}
      data-figures
    >
      <div className={classes["words"]} data-short>
        <div className={classes["title"]} data-canceled={isCanceled || undefined}>
          {one.client_name || t("nameless")}
        </div>
        <div className={classes["about"]}>
          {[one.template_name, one.taken_by_name].filter(Boolean).join(" · ")}
        </div>
      </div>
      <div className={classes["end"]}>
        {isCanceled ? (
          <Badge size="sm" color="gray">
            {t("feed.canceled")}
          </Badge>
        ) : (
          <div className={classes["title"]}>
            {one.discount_minor === null
              ? one.code
              : `−${format.money(one.discount_minor, one.currency)}`}
          </div>
        )}
        <div className={classes["about"]}>
          {isToday ? format.time(one.redeemed_at) : format.ago(one.redeemed_at)}
        </div>
      </div>
    </Link>
  );
}
