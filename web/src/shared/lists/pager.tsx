import { Group, Pagination, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props {
  page: number;
  limit: number;
  total: number;
  /** False: there are more than `total`, and nobody counted how many. */
  isExact?: boolean;
  onPage: (page: number) => void;
}

/** How much there is, and the way through it. */
export function Pager({ page, limit, total, isExact = true, onPage }: Props) {
  const { t } = useTranslation();
  const pages = Math.max(1, Math.ceil(total / limit));
  const count = isExact ? t("list.count", { count: total }) : t("list.moreThan", { count: total });
  return (
    <Group justify="space-between" px="md" py="sm" mih={56} gap="xs">
      <Text size="sm" c="dimmed" aria-live="polite" data-figures>
        {count}
      </Text>
      {pages > 1 || page > 1 ? (
        <Pagination
          aria-label={t("list.pages")}
          value={page}
          total={Math.max(pages, page)}
          onChange={onPage}
          size="sm"
          siblings={1}
          boundaries={1}
          getControlProps={(control) => ({ "aria-label": t(`list.${control}`) })}
          getItemProps={(number) => ({ "aria-label": t("list.page", { number }) })}
        />
      ) : null}
    </Group>
  );
}
