import { Group, Skeleton, Table, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconArrowsSort } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./data-table.module.css";

export interface Column<Row> {
  id: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** The API's names of both orders: `["name", "-name"]`. The first is what one click gives. */
  sort?: readonly [string, string];
  align?: "end";
  /** On a phone rows become two lines: one `title`, then what is marked `line`; the rest is left out. */
  phone?: "title" | "line";
}

interface Props<Row> {
  /** What the table is about, for those who hear it. */
  label: string;
  columns: readonly Column<Row>[];
  /** Undefined while the first page is on its way. */
  rows: readonly Row[] | undefined;
  rowKey: (row: Row) => string | number;
  sort?: string | undefined;
  onSort?: (sort: string) => void;
  /** Rows of the page before, while the next is on its way. */
  isStale?: boolean;
  /** Shown instead of rows when there are none. */
  empty: ReactNode;
}

const SKELETON_ROWS = 8;

/** Rows and columns; what to show, in which order and which page is for the address to say. */
export function DataTable<Row>(props: Props<Row>) {
  const { label, columns, rows, rowKey, isStale, empty } = props;
  if (rows?.length === 0) return empty;
  return (
    <Table.ScrollContainer minWidth={0} type="native">
      <Table
        className={classes["table"]}
        aria-label={label}
        aria-busy={!rows || isStale}
        data-stale={isStale || undefined}
        role="table"
      >
        <Table.Thead role="rowgroup">
          <Table.Tr role="row">
            {columns.map((column) => (
              <HeadCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">
          {rows
            ? rows.map((row) => (
                <Table.Tr key={rowKey(row)} className={classes["row"]} role="row">
                  {columns.map((column) => (
                    <Table.Td
                      key={column.id}
                      role="cell"
                      ta={column.align}
                      data-phone={column.phone ?? "hidden"}
                    >
                      {column.cell(row)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))
            : skeletonRows(columns)}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function skeletonRows(columns: readonly Column<never>[]): ReactNode {
  return Array.from({ length: SKELETON_ROWS }, (_, number) => (
    <Table.Tr key={number} className={classes["row"]} aria-hidden>
      {columns.map((column) => (
        <Table.Td key={column.id} data-phone={column.phone ?? "hidden"}>
          <Skeleton height={14} width={column.phone === "title" ? "60%" : "40%"} my={4} />
        </Table.Td>
      ))}
    </Table.Tr>
  ));
}

interface HeadProps {
  column: Column<never>;
  sort?: string | undefined;
  onSort?: ((sort: string) => void) | undefined;
}

function HeadCell({ column, sort, onSort }: HeadProps) {
  const { sort: orders, title, align } = column;
  if (!orders || !onSort) {
    return (
      <Table.Th role="columnheader" ta={align} scope="col">
        {title}
      </Table.Th>
    );
  }
  const [up, down] = orders;
  const current = sort === up ? up : sort === down ? down : null;
  const Arrow =
    current === null ? IconArrowsSort : current.startsWith("-") ? IconArrowDown : IconArrowUp;
  return (
    <Table.Th
      role="columnheader"
      ta={align}
      scope="col"
      aria-sort={current === null ? "none" : current.startsWith("-") ? "descending" : "ascending"}
    >
      <UnstyledButton
        className={classes["sort"]}
        onClick={() => onSort(current === up ? down : up)}
        data-current={current !== null || undefined}
      >
        <Group gap={4} wrap="nowrap" justify={align === "end" ? "flex-end" : "flex-start"}>
          {title}
          <Arrow size={14} stroke={1.8} aria-hidden />
        </Group>
      </UnstyledButton>
    </Table.Th>
  );
}
