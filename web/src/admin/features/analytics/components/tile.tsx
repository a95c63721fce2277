import { Skeleton } from "@mantine/core";
import { IconTrendingDown, IconTrendingUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { changeOf, type FigureChange } from "../rules/change";
import classes from "./dashboard.module.css";

interface Props {
  name: string;
  /** Undefined while it is on its way, null when there is nothing to count. */
  value: number | null | undefined;
  before: number | null;
  show: (value: number) => string;
  /** More of it is neither good nor bad. */
  isNeutral?: boolean;
}

/** One figure and how it changed. */
export function Tile({ name, value, before, show, isNeutral = false }: Props) {
  return (
    <div className={classes["card"]} data-figures>
      <div className={classes["tileName"]} title={name}>
        {name}
      </div>
      {value === undefined ? (
        <Skeleton height={44} width={90} mt={8} />
      ) : (
        <>
          <div className={classes["tileValue"]}>{value === null ? "—" : show(value)}</div>
          <Change change={changeOf(value, before)} show={show} isNeutral={isNeutral} />
        </>
      )}
    </div>
  );
}

interface ChangeProps extends Pick<Props, "show" | "isNeutral"> {
  change: FigureChange | null;
}

function Change({ change, show, isNeutral }: ChangeProps) {
  const { t } = useTranslation("analytics");
  const format = useFormat();
  const compared = t("comparedBefore");
  if (change === null) return <div className={classes["change"]}>&nbsp;</div>;
  if (change.kind === "plain") {
    return (
      <div className={classes["change"]} title={compared}>
        {change.before === 0 ? t("noneBefore") : t("wasBefore", { value: show(change.before) })}
      </div>
    );
  }
  const isUp = change.share >= 0;
  const Sign = isUp ? IconTrendingUp : IconTrendingDown;
  return (
    <div className={classes["change"]} data-good={isNeutral ? undefined : isUp} title={compared}>
      <Sign size={14} stroke={2} aria-hidden /> {isUp ? "+" : "−"}
      {format.share(Math.abs(change.share))} <span className={classes["unseen"]}>{compared}</span>
    </div>
  );
}
