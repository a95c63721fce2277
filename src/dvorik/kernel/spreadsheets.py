"""Tables as files for people: xlsx or CSV, row by row, in memory that does not grow.

Cells hold what clients wrote about themselves, and a spreadsheet program runs what begins with
"=". So nothing becomes a formula or a link: in xlsx text is text, in CSV a cell that a program
would take for a formula gets an apostrophe in front.

Writing is work for the processor: from a coroutine call it by `asyncio.to_thread`.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | Decimal | date | datetime | None
"""What a cell may hold. Moments are written by the clock of the zone: spreadsheets know none."""

SHEET_ROWS = 1_048_576
"""What a sheet of Excel holds; longer tables go on in the next one."""

MAX_CELL_LENGTH = 32_767

_MAX_EXACT = 10**15
"""Numbers in xlsx are doubles: a longer one is written as text."""

_RISKY = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


class TableFormat(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"
    CSV_EXCEL = "csv_excel"
    """With a byte order mark and semicolons: a double click in Excel opens it as a table."""

    @property
    def suffix(self) -> str:
        return ".xlsx" if self is TableFormat.XLSX else ".csv"

    @property
    def media_type(self) -> str:
        return XLSX_TYPE if self is TableFormat.XLSX else CSV_TYPE


XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"


class Table(Protocol):
    def add(self, rows: Iterable[Sequence[Cell]]) -> None: ...


@contextmanager
def writing(
    path: Path,
    kind: TableFormat,
    titles: Sequence[str],
    *,
    zone: ZoneInfo,
    sheet_rows: int = SHEET_ROWS,
) -> Iterator[Table]:
    """A table in `path` with one row of titles. The file is whole when the block has ended."""
    if kind is TableFormat.XLSX:
        with _Workbook(path, titles, zone, sheet_rows) as workbook:
            yield workbook
    else:
        with _open_csv(path, kind, titles, zone) as table:
            yield table


def defused(text: str) -> str:
    """`text` so that no spreadsheet program takes it for a formula. Plain numbers stay.

    >>> defused("=1+1"), defused("-5"), defused("+79140000000"), defused("Anna")
    ("'=1+1", '-5', '+79140000000', 'Anna')
    """
    is_harmless = not _RISKY.match(text) or _NUMBER.fullmatch(text)
    return text if is_harmless else f"'{text}"


class _Csv:
    def __init__(self, writer: Any, zone: ZoneInfo) -> None:
        self._writer = writer
        self._zone = zone

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        self._writer.writerows([self._plain(cell) for cell in row] for row in rows)

    def _plain(self, cell: Cell) -> Cell:
        match cell:
            case str():
                return defused(cell)
            case datetime():
                return _local(cell, self._zone).isoformat(" ", "seconds")
            case date():
                return cell.isoformat()
            case _:
                return cell


@contextmanager
def _open_csv(
    path: Path, kind: TableFormat, titles: Sequence[str], zone: ZoneInfo
) -> Iterator[Table]:
    is_for_excel = kind is TableFormat.CSV_EXCEL
    encoding = "utf-8-sig" if is_for_excel else "utf-8"
    with path.open("w", encoding=encoding, newline="") as file:
        table = _Csv(csv.writer(file, delimiter=";" if is_for_excel else ","), zone)
        table.add([titles])
        yield table


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


class _Workbook:
    """Rows go to a temporary file beside the workbook, which is put together at the end."""

    def __init__(self, path: Path, titles: Sequence[str], zone: ZoneInfo, sheet_rows: int) -> None:
        self._zone = zone
        self._sheet_rows = sheet_rows
        self._book = xlsxwriter.Workbook(
            path,
            {
                "constant_memory": True,
                "tmpdir": str(path.parent),
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._titles = titles
        self._title = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "dd.mm.yyyy"})
        self._moment = self._book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        self._sheet = self._add_sheet()

    def __enter__(self) -> "_Workbook":
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        for row in rows:
            if self._next_row == self._sheet_rows:
                self._sheet = self._add_sheet()
            for column, cell in enumerate(row):
                self._write(column, cell)
            self._next_row += 1

    def _add_sheet(self) -> Worksheet:
        sheet = self._book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(self._titles) - 1, 18)
        for column, title in enumerate(self._titles):
            sheet.write_string(0, column, title, self._title)
        self._next_row = 1
        return sheet

    def _write(self, column: int, cell: Cell) -> None:
        row = self._next_row
        match cell:
            case None | "":
                return
            case str():
                self._sheet.write_string(row, column, cell[:MAX_CELL_LENGTH])
            case datetime():
                self._write_day(row, column, _local(cell, self._zone), self._moment)
            case date():
                self._write_day(row, column, cell, self._day)
            case int() if abs(cell) >= _MAX_EXACT:
                self._sheet.write_string(row, column, str(cell))
            case _:
                self._sheet.write_number(row, column, cell)

    def _write_day(self, row: int, column: int, day: date, shown_as: Format) -> None:
        # Excel's calendar begins in 1900, and with a leap day that never was.
        if day.year <= 1900:
            self._sheet.write_string(row, column, day.isoformat())
        else:
            self._sheet.write_datetime(row, column, day, shown_as)
