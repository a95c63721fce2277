import { Card, Skeleton, Text, VisuallyHidden } from "@mantine/core";
import { IconTrendingDown, IconTrendingUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";

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
    <Card padding="md" data-figures>
      <Text size="sm" c="dimmed" truncate title={name}>
        {name}
      </Text>
      {value === undefined ? (
        <Skeleton height={44} width={90} mt={8} />
      ) : (
        <>
          <Text fz={{ base: 20, sm: 24 }} lh={1.25} fw={650} mt={4}>
            {value === null ? "—" : show(value)}
          </Text>
          {before && value !== null ? (
            <Change share={value / before - 1} isNeutral={isNeutral} />
          ) : (
            <Text size="sm">&nbsp;</Text>
          )}
        </>
      )}
    </Card>
  );
}

const MANY_TIMES = 2;

function Change({ share, isNeutral }: { share: number; isNeutral: boolean }) {
  const { t } = useTranslation("analytics");
  const format = useFormat();
  const isUp = share >= 0;
  const Sign = isUp ? IconTrendingUp : IconTrendingDown;
  return (
    <Text size="sm" c={isNeutral ? "dimmed" : isUp ? "pine" : "red"} title={t("comparedBefore")}>
      <Sign size={14} stroke={2} aria-hidden />{" "}
      {share >= MANY_TIMES
        ? `×${format.number(Math.round((share + 1) * 10) / 10)}`
        : (isUp ? "+" : "−") + format.share(Math.abs(share))}{" "}
      <VisuallyHidden>{t("comparedBefore")}</VisuallyHidden>
    </Text>
  );
}
