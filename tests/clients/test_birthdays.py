"""Birthdays as people write them."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvorik.clients import rules
from dvorik.clients.errors import (
    BirthdayImpossible,
    BirthdayInFuture,
    BirthdayTooLongAgo,
    BirthdayTooRecent,
    BirthdayUnreadable,
)
from dvorik.kernel.errors import AppError

TODAY = date(2026, 11, 20)

REFUSALS = (
    BirthdayImpossible,
    BirthdayInFuture,
    BirthdayTooLongAgo,
    BirthdayTooRecent,
    BirthdayUnreadable,
)

RUSSIAN = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
UKRAINIAN = "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"
ENGLISH = "January February March April May June July August September October November December"

WAYS_TO_WRITE = (
    "{day:02}.{month:02}.{year}",
    "{day}.{month}.{year}",
    "{day} {month} {year}",
    "{day},{month},{year}",
    "{day}, {month}, {year}",
    "{day}/{month}/{year}",
    "{day}-{month}-{year}",
    "{day:02}{month:02}{year}",
    "{year}-{month:02}-{day:02}",
    "{year}.{month}.{day}",
    "  {day} . {month} . {year} ",
    "{day} {russian} {year}",
    "{day} {russian} {year} г.",
    "{day}-го {russian} {year} года",
    "{day} {ukrainian} {year}",
    "{day} {ukrainian} {year} р.",
    "{day} {ukrainian} {year} року",
    "{day} {english} {year}",
    "{english} {day}, {year}",
    "{english} {day}th {year}",
    "{day}rd of {english}, {year}",
    "{day} {abbreviation} {year}",
)

birthdays = st.dates(
    min_value=date(TODAY.year - rules.MAX_AGE, 12, 1),
    max_value=date(TODAY.year - rules.MIN_AGE, 11, 20),
)


def written(day: date, way: str) -> str:
    month = day.month - 1
    english = ENGLISH.split()[month]
    return way.format(
        day=day.day,
        month=day.month,
        year=day.year,
        russian=RUSSIAN.split()[month],
        ukrainian=UKRAINIAN.split()[month],
        english=english,
        abbreviation=english[:3].upper(),
    )


@given(birthdays, st.sampled_from(WAYS_TO_WRITE))
def test_every_day_written_in_every_way_reads_back(birthday: date, way: str) -> None:
    assert rules.parse_birthday(written(birthday, way), today=TODAY) == birthday


@given(
    st.dates(min_value=date(1927, 1, 1), max_value=date(TODAY.year - rules.MIN_AGE, 11, 20)),
    st.sampled_from(["{:%d.%m.%y}", "{:%d %m %y}", "{:%d/%m/%y}"]),
)
def test_a_year_of_two_digits_is_the_latest_that_has_been(birthday: date, way: str) -> None:
    assert rules.parse_birthday(way.format(birthday), today=TODAY) == birthday


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", BirthdayUnreadable),
        ("завтра", BirthdayUnreadable),
        ("3 февраля", BirthdayUnreadable),
        ("3 брюмера 2002", BirthdayUnreadable),
        ("3.2.2002.5", BirthdayUnreadable),
        ("003.2.2002", BirthdayUnreadable),
        ("3.2.202", BirthdayUnreadable),
        ("٣ ٢ ٢٠٠٢", BirthdayUnreadable),
        ("3.2.2002" + " " * 60, BirthdayUnreadable),
        ("30.02.2002", BirthdayImpossible),
        ("29.02.2001", BirthdayImpossible),
        ("29.02.01", BirthdayImpossible),
        ("02/13/2002", BirthdayImpossible),
        ("0.1.2002", BirthdayImpossible),
        ("1.0.2002", BirthdayImpossible),
        ("1.1.0000", BirthdayImpossible),
        ("21.11.2026", BirthdayInFuture),
        ("1.1.9999", BirthdayInFuture),
        ("20.11.2026", BirthdayTooRecent),
        ("21.11.2021", BirthdayTooRecent),
        ("20.11.1905", BirthdayTooLongAgo),
        ("1.1.0001", BirthdayTooLongAgo),
    ],
)
def test_what_cannot_be_a_birthday_is_refused_for_its_reason(
    text: str, error: type[AppError]
) -> None:
    with pytest.raises(error):
        rules.parse_birthday(text, today=TODAY)


@given(st.text(max_size=70))
def test_no_text_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(*REFUSALS):
        birthday = rules.parse_birthday(text, today=TODAY)
        assert rules.MIN_AGE <= rules.age_on(birthday, TODAY) <= rules.MAX_AGE


def test_the_limits_of_age_are_included() -> None:
    assert rules.parse_birthday("20.11.2021", today=TODAY) == date(2021, 11, 20)
    assert rules.parse_birthday("21.11.1905", today=TODAY) == date(1905, 11, 21)


# Nobody is born after today, and no shop counts ages past the year 2200.
days_of_people = st.dates(date(1900, 1, 1), date(2200, 1, 1))


@given(st.tuples(days_of_people, days_of_people).map(sorted))
def test_the_latest_birthday_of_an_age_agrees_with_the_age(life: list[date]) -> None:
    birthday, today = life
    age = rules.age_on(birthday, today)

    assert birthday <= rules.latest_birthday_of_age(age, today)
    assert birthday > rules.latest_birthday_of_age(age + 1, today)


@given(st.integers(min_value=1900, max_value=2100), st.dates())
def test_every_birthday_is_celebrated_on_one_day_of_each_year(year: int, born: date) -> None:
    first = date(year, 1, 1)
    length = (date(year + 1, 1, 1) - first).days

    celebrated = [
        day
        for day in (first + timedelta(days=number) for number in range(length))
        if (born.month, born.day) in rules.celebrated_on(day)
    ]

    assert len(celebrated) == 1


def test_29_february_is_celebrated_on_28_february_in_common_years() -> None:
    born = date(2004, 2, 29)

    assert rules.age_on(born, date(2025, 2, 27)) == 20
    assert rules.age_on(born, date(2025, 2, 28)) == 21
    assert rules.age_on(born, date(2024, 2, 28)) == 19
    assert rules.age_on(born, date(2024, 2, 29)) == 20
