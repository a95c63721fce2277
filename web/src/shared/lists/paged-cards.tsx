import { Card, SimpleGrid, type SimpleGridProps, Skeleton } from "@mantine/core";
import { Fragment, type ReactNode } from "react";
import { RefusalPage } from "@/shared/components/refusal";
import type { Asked, Page } from "./paged-table";
import { Pager } from "./pager";

interface Props<Row> {
  label: string;
  list: Asked<Page<Row>>;
  cols: SimpleGridProps["cols"];
  onPage: (page: number) => void;
  empty: ReactNode;
  /** One card, a `listitem`. */
  children: (row: Row) => ReactNode;
}

/** A list whose rows are decided about one by one: each is a card. */
export function PagedCards<Row extends { id: number }>(props: Props<Row>) {
  const { label, list, cols, onPage, empty, children } = props;
  const { data, error, refetch } = list;
  if (error) return <RefusalPage error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={180} radius="lg" />;
  if (data.total === 0) return <Card padding={0}>{empty}</Card>;
  return (
    <>
      <SimpleGrid cols={cols} role="list" aria-label={label}>
        {data.items.map((row) => (
          <Fragment key={row.id}>{children(row)}</Fragment>
        ))}
      </SimpleGrid>
      {data.total > data.limit || data.page > 1 ? <Pager {...data} onPage={onPage} /> : null}
    </>
  );
}
