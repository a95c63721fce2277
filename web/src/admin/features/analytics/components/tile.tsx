import { Card, Group, Skeleton, Text } from "@mantine/core";
import { IconTrendingDown, IconTrendingUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";

interface Props {
  name: string;
  /** Undefined while it is on its way. */
  value: number | undefined;
  before: number | undefined;
  show: (value: number) => string;
}

/** One figure and how it changed. */
export function Tile({ name, value, before, show }: Props) {
  return (
    <Card padding="md" data-figures>
      <Text size="sm" c="dimmed" truncate>
        {name}
      </Text>
      {value === undefined ? (
        <Skeleton height={32} width={80} mt={8} />
      ) : (
        <Group gap="xs" align="baseline" mt={4}>
          <Text fz={28} lh={1.2} fw={650}>
            {show(value)}
          </Text>
          {before ? <Change share={value / before - 1} /> : null}
        </Group>
      )}
    </Card>
  );
}

function Change({ share }: { share: number }) {
  const { t } = useTranslation("analytics");
  const format = useFormat();
  const isUp = share >= 0;
  const Sign = isUp ? IconTrendingUp : IconTrendingDown;
  return (
    <Text span size="sm" c={isUp ? "pine" : "red"} title={t("comparedBefore")}>
      <Sign size={14} stroke={2} aria-hidden /> {isUp ? "+" : "−"}
      {format.share(Math.abs(share))}
    </Text>
  );
}
