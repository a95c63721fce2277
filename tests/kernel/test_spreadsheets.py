"""What a spreadsheet program makes of our files, read back by another library."""

import csv
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook

from dvorik.kernel.spreadsheets import Cell, TableFormat, defused, writing

VLADIVOSTOK = ZoneInfo("Asia/Vladivostok")
NOON = datetime.fromisoformat("2026-11-20 12:05")
TITLES = ("Имя", "Сумма", "Пришёл", "День рождения", "Кто")
ROWS: list[tuple[Cell, ...]] = [
    (
        "=HYPERLINK(1)",
        5_000_000_000,
        datetime(2026, 11, 20, 2, 5, tzinfo=UTC),
        date(1990, 2, 28),
        "Ґанна 🌸",
    ),
    ("+1+1", Decimal("12.50"), datetime(2026, 11, 19, 14, tzinfo=UTC), None, 'a;b,c\n"d"'),
    ("https://dvorik.test", -3, None, date(1900, 1, 1), "+79140000000"),
]


def write(path: Path, kind: TableFormat, rows: list[tuple[Cell, ...]]) -> Path:
    with writing(path, kind, TITLES, zone=VLADIVOSTOK, sheet_rows=4) as table:
        table.add(rows[:1])
        table.add(rows[1:])
    return path


def test_a_workbook_holds_text_as_text_and_days_as_days(tmp_path: Path) -> None:
    path = write(tmp_path / "table.xlsx", TableFormat.XLSX, ROWS)

    (sheet,) = CalamineWorkbook.from_path(path).sheet_names
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()

    assert rows == [
        list(TITLES),
        ["=HYPERLINK(1)", 5e9, NOON, date(1990, 2, 28), "Ґанна 🌸"],
        ["+1+1", 12.5, date(2026, 11, 20), "", 'a;b,c\n"d"'],
        ["https://dvorik.test", -3.0, "", "1900-01-01", "+79140000000"],
    ]
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "hyperlink " not in xml
    assert [file.name for file in tmp_path.iterdir()] == ["table.xlsx"]


def test_plain_csv_is_for_programs(tmp_path: Path) -> None:
    path = write(tmp_path / "table.csv", TableFormat.CSV, ROWS)

    assert not path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        list(TITLES),
        ["'=HYPERLINK(1)", "5000000000", "2026-11-20 12:05:00", "1990-02-28", "Ґанна 🌸"],
        ["'+1+1", "12.50", "2026-11-20 00:00:00", "", 'a;b,c\n"d"'],
        ["https://dvorik.test", "-3", "", "1900-01-01", "+79140000000"],
    ]


def test_csv_for_excel_has_a_mark_and_semicolons(tmp_path: Path) -> None:
    path = write(tmp_path / "table.csv", TableFormat.CSV_EXCEL, ROWS[:1])

    assert path.read_bytes().decode() == (
        "\ufeffИмя;Сумма;Пришёл;День рождения;Кто\r\n"
        "'=HYPERLINK(1);5000000000;2026-11-20 12:05:00;1990-02-28;Ґанна 🌸\r\n"
    )


@pytest.mark.parametrize(
    "text", ["=1", "+cmd", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1", "+", "-1-1", "＋7"]
)
def test_what_might_run_is_defused(text: str) -> None:
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Anna", "-5", "+79140000000", "-5.25", "1+1", "a=b", "-1,5"])
def test_what_cannot_run_stays(text: str) -> None:
    assert defused(text) == text


def test_a_number_too_long_for_a_double_keeps_its_digits(tmp_path: Path) -> None:
    path = write(tmp_path / "table.xlsx", TableFormat.XLSX, [(10**15 + 1,), (10**15 - 1,)])

    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["1000000000000001", 999999999999999.0]


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(tmp_path: Path) -> None:
    path = write(tmp_path / "table.xlsx", TableFormat.XLSX, [(str(n),) for n in range(7)])

    book = CalamineWorkbook.from_path(path)
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert [[row[0] for row in sheet] for sheet in sheets] == [
        ["Имя", "0", "1", "2"],
        ["Имя", "3", "4", "5"],
        ["Имя", "6"],
    ]
