import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { filtersIn, type ListState, withoutFilters } from "./search-params";

interface Props<Search> extends ListState<Search> {
  /** The filters. */
  children: ReactNode;
  /** At the other end: what is no filter. */
  aside?: ReactNode;
}

/** Above a list: what narrows it, and the way back to all of it. */
export function FilterRow<Search extends object>(props: Props<Search>) {
  const { search, onSearch, children, aside } = props;
  const { t } = useTranslation();
  return (
    <Group p="md" gap="xs">
      {children}
      {filtersIn(search).length > 0 ? (
        <Button variant="subtle" color="gray" onClick={() => onSearch(withoutFilters(search))}>
          {t("list.reset")}
        </Button>
      ) : null}
      {aside ? <Group ml="auto">{aside}</Group> : null}
    </Group>
  );
}
