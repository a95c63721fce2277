import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { GROUPS } from "./pages";
import classes from "./shell.module.css";
import { usePages } from "./use-pages";

/** Pages by group, only those one may open. */
export function Menu({ onChoose }: { onChoose: () => void }) {
  const { t } = useTranslation("shell");
  const pages = usePages();
  const groups = GROUPS.map((group) => ({
    group,
    members: pages.filter((page) => page.group === group),
  })).filter(({ members }) => members.length > 0);
  return (
    <nav aria-label={t("menu")}>
      {groups.map(({ group, members }) => (
        <div key={group} role="group" aria-label={t(`group.${group}`)}>
          <div className={classes["group"]} aria-hidden>
            {t(`group.${group}`)}
          </div>
          {members.map(({ page, to, icon: Sign }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: to === "/" }}
              className={classes["item"]}
              onClick={onChoose}
            >
              <Sign size={18} stroke={1.7} aria-hidden />
              {t(`page.${page}`)}
            </Link>
          ))}
        </div>
      ))}
    </nav>
  );
}
