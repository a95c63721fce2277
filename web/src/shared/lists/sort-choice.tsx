import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props<Sort extends string> {
  sorts: readonly Sort[];
  nameOf: (sort: Sort) => string;
  value: Sort;
  onChange: (sort: Sort | undefined) => void;
}

/** A table's head sorts; on a phone there is none, so there is this. */
export function SortChoice<Sort extends string>({ sorts, nameOf, value, onChange }: Props<Sort>) {
  const { t } = useTranslation();
  return (
    <Select
      aria-label={t("list.sort")}
      data={sorts.map((sort) => ({ value: sort, label: nameOf(sort) }))}
      value={value}
      onChange={(chosen) => onChange(sorts.find((sort) => sort === chosen))}
      allowDeselect={false}
      hiddenFrom="sm"
      w={200}
    />
  );
}
