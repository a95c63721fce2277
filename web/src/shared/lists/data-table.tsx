import { Checkbox, Group, Skeleton, Table, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconArrowsSort } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
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

export interface TableProps<Row> {
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
  /** A box before each row, to do something to several. */
  choice?: Choice<Row> | undefined;
}

interface Choice<Row> {
  chosen: ReadonlySet<string | number>;
  onChange: (chosen: ReadonlySet<string | number>) => void;
  /** What a row is called. */
  nameOf: (row: Row) => string;
}

const SKELETON_ROWS = 8;

/** Rows and columns; what to show, in which order and which page is for the address to say. */
export function DataTable<Row>(props: TableProps<Row>) {
  const { label, columns, rows, rowKey, isStale, empty, choice } = props;
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
            {choice && rows ? <ChoiceHead choice={choice} keys={rows.map(rowKey)} /> : null}
            {columns.map((column) => (
              <HeadCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">
          {rows
            ? rows.map((row) => (
                <Table.Tr
                  key={rowKey(row)}
                  className={classes["row"]}
                  data-choice={choice ? true : undefined}
                  role="row"
                >
                  {choice ? <ChoiceCell choice={choice} row={row} rowKey={rowKey(row)} /> : null}
                  {columns.map((column) => (
                    <Table.Td
                      key={column.id}
                      role="cell"
                      ta={column.align}
                      data-end={column.align}
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

function ChoiceHead({ choice, keys }: { choice: Choice<never>; keys: (string | number)[] }) {
  const { t } = useTranslation();
  const { chosen, onChange } = choice;
  const here = keys.filter((key) => chosen.has(key));
  const isAll = here.length === keys.length;
  return (
    <Table.Th role="columnheader" scope="col" w={44}>
      <Checkbox
        aria-label={t("list.chooseAll")}
        checked={isAll}
        indeterminate={!isAll && here.length > 0}
        onChange={() =>
          onChange(
            isAll
              ? new Set([...chosen].filter((key) => !keys.includes(key)))
              : new Set([...chosen, ...keys]),
          )
        }
      />
    </Table.Th>
  );
}

interface ChoiceCellProps<Row> {
  choice: Choice<Row>;
  row: Row;
  rowKey: string | number;
}

function ChoiceCell<Row>({ choice, row, rowKey }: ChoiceCellProps<Row>) {
  const { t } = useTranslation();
  const { chosen, onChange, nameOf } = choice;
  return (
    <Table.Td role="cell" className={classes["choice"]}>
      <Checkbox
        aria-label={t("list.choose", { name: nameOf(row) })}
        checked={chosen.has(rowKey)}
        onChange={(event) => {
          const next = new Set(chosen);
          if (event.currentTarget.checked) next.add(rowKey);
          else next.delete(rowKey);
          onChange(next);
        }}
      />
    </Table.Td>
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
