import { Button, Center } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { RefusalPage } from "@/shared/components/refusal";
import { DataTable, type TableProps } from "./data-table";
import type { Asked } from "./paged-table";

interface Endless<Row> extends Asked<{ pages: readonly { items: readonly Row[] }[] }> {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

interface Props<Row> extends Pick<TableProps<Row>, "label" | "columns" | "empty"> {
  list: Endless<Row>;
}

/** A list that goes back as far as one likes, whatever became of asking for it. */
export function EndlessTable<Row extends { id: number }>({ list, ...table }: Props<Row>) {
  if (list.error) return <RefusalPage error={list.error} retry={() => void list.refetch()} />;
  return (
    <>
      <DataTable
        {...table}
        rows={list.data?.pages.flatMap(({ items }) => items)}
        rowKey={({ id }) => id}
      />
      <More list={list} />
    </>
  );
}

export function More({ list }: { list: Endless<unknown> }) {
  const { t } = useTranslation();
  if (!list.hasNextPage) return null;
  return (
    <Center p="sm">
      <Button
        variant="subtle"
        loading={list.isFetchingNextPage}
        onClick={() => void list.fetchNextPage()}
      >
        {t("list.more")}
      </Button>
    </Center>
  );
}
