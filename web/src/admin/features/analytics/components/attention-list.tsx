import {
  IconAlertTriangle,
  IconGavel,
  IconPlayerPause,
  IconUserQuestion,
  IconX,
  type Icon,
} from "@tabler/icons-react";
import { Link, type LinkProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import classes from "./dashboard.module.css";

type Item = Schemas["AttentionItem"];

const SIGNS: Record<Item["kind"], { icon: Icon; color: string }> = {
  cashier_request: { icon: IconUserQuestion, color: "pine" },
  dispute: { icon: IconGavel, color: "red" },
  broadcast_paused: { icon: IconPlayerPause, color: "orange" },
  broadcast_failed: { icon: IconX, color: "red" },
  wrong_codes: { icon: IconAlertTriangle, color: "orange" },
};

interface Props {
  items: readonly Item[];
  onChoose?: () => void;
}

/** Each line leads to where it is dealt with. */
export function AttentionList({ items, onChoose }: Props) {
  const { t } = useTranslation("analytics");
  const format = useFormat();
  return (
    <ul className={classes["list"]}>
      {items.map((item) => {
        const { icon: Sign, color } = SIGNS[item.kind];
        return (
          <li key={`${item.kind} ${item.id}`}>
            <Link {...placeOf(item)} className={classes["line"]} onClick={onChoose}>
              <span className={classes["sign"]} data-color={color}>
                <Sign size={18} stroke={1.7} aria-hidden />
              </span>
              <div className={classes["words"]}>
                <div className={classes["title"]}>{item.name || t("nameless")}</div>
                <div className={classes["about"]}>
                  {t(`attention.${item.kind}`, { code: item.code, count: item.wrong_codes ?? 0 })} ·{" "}
                  {format.ago(item.since)}
                </div>
              </div>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

function placeOf({ kind, id }: Item): LinkProps {
  switch (kind) {
    case "cashier_request":
      return { to: "/cashiers", search: { tab: "requests" } };
    case "wrong_codes":
      return { to: "/cashiers/$cashierId", params: { cashierId: id } };
    case "dispute":
      return { to: "/disputes" };
    case "broadcast_paused":
    case "broadcast_failed":
      return { to: "/broadcasts/$broadcastId", params: { broadcastId: id } };
  }
}
