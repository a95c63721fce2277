"""Birthdays as people write them, and the ages that follow."""

import calendar
import re
import unicodedata
from datetime import date

from dvorik.clients.errors import (
    BirthdayImpossible,
    BirthdayInFuture,
    BirthdayTooLongAgo,
    BirthdayTooRecent,
    BirthdayUnreadable,
)

MIN_AGE = 5
"""Years. Whoever writes to a bot is older; a younger date is a slip of the year."""

MAX_AGE = 120
"""Years. Nobody living is older but a handful."""

_MAX_TEXT = 60

# Genitive, nominative and the usual short form, in Russian, Ukrainian and English.
_MONTHS = (
    "января январь янв січня січень січ january jan",
    "февраля февраль фев февр лютого лютий лют february feb",
    "марта март мар березня березень бер march mar",
    "апреля апрель апр квітня квітень квіт april apr",
    "мая май травня травень трав may",
    "июня июнь июн червня червень черв june jun",
    "июля июль июл липня липень лип july jul",
    "августа август авг серпня серпень серп august aug",
    "сентября сентябрь сен сент вересня вересень вер september sep sept",
    "октября октябрь окт жовтня жовтень жовт october oct",
    "ноября ноябрь ноя нояб листопада листопад лист november nov",
    "декабря декабрь дек грудня грудень груд december dec",
)
_MONTH_NUMBER = {
    form: number for number, forms in enumerate(_MONTHS, start=1) for form in forms.split()
}
_NOISE = frozenset(["г", "год", "года", "р", "рік", "року", "го", "of", "the"])
_SEPARATORS = re.compile(r"[\s.,/\\\-\u2010-\u2015]+")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|го)")
_DAY_OR_MONTH = re.compile(r"[0-9]{1,2}")
_YEAR = re.compile(r"[0-9]{4}|[0-9]{2}")
_ALL_TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")


def parse_birthday(text: str, *, today: date) -> date:
    """The day meant by `03.02.2002`, `3 2 02`, `3 февраля 2002`, `February 3, 2002`, `2002-02-03`.

    The day comes before the month unless the year comes first or the month is a word. A year of
    two digits is the latest one that is not in the future.

    Raises `BirthdayUnreadable`, `BirthdayImpossible` and those of `check_birthday`.

    >>> parse_birthday("3 лютого 02 р.", today=date(2026, 11, 20))
    datetime.date(2002, 2, 3)
    """
    year_text, month, day = _parts(text)
    century = today.year // 100 * 100
    years = [int(year_text)] if len(year_text) == 4 else [century + int(year_text)]
    if len(year_text) == 2:
        years.append(years[0] - 100)
    readings = [found for year in years if (found := _calendar_day(year, month, day))]
    if not readings:
        raise BirthdayImpossible
    birthday = next((reading for reading in readings if reading <= today), readings[0])
    check_birthday(birthday, today=today)
    return birthday


def check_birthday(birthday: date, *, today: date) -> None:
    """Raise `BirthdayInFuture`, `BirthdayTooRecent` or `BirthdayTooLongAgo` unless it is sane."""
    if birthday > today:
        raise BirthdayInFuture
    age = age_on(birthday, today)
    if age < MIN_AGE:
        raise BirthdayTooRecent(min_age=MIN_AGE)
    if age > MAX_AGE:
        raise BirthdayTooLongAgo(max_age=MAX_AGE)


def age_on(birthday: date, today: date) -> int:
    """Whole years. Those born on 29 February get older on 28 February in common years."""
    had_birthday = (birthday.month, birthday.day) <= (today.month, today.day) or (
        (birthday.month, birthday.day) in celebrated_on(today)
    )
    return today.year - birthday.year - (not had_birthday)


def latest_birthday_of_age(age: int, today: date) -> date:
    """The last day of birth with which somebody is at least `age` years old on `today`."""
    year = today.year - age
    if year < 1:
        return date.min
    month, day = max(celebrated_on(today))
    return _calendar_day(year, month, day) or date(year, 2, 28)


def celebrated_on(today: date) -> set[tuple[int, int]]:
    """Birthdays, as (month, day), that are celebrated on `today`.

    >>> sorted(celebrated_on(date(2027, 2, 28))), sorted(celebrated_on(date(2028, 2, 28)))
    ([(2, 28), (2, 29)], [(2, 28)])
    """
    days = {(today.month, today.day)}
    if (today.month, today.day) == (2, 28) and not calendar.isleap(today.year):
        days.add((2, 29))
    return days


def _parts(text: str) -> tuple[str, int, int]:
    """The year as written, the month and the day, not yet checked against the calendar."""
    match _words(text):
        case [first, second, third] if len(first) == 4 and first.isdigit():
            year, month, day = first, second, third
        case [first, second, third] if first in _MONTH_NUMBER:
            month, day, year = first, second, third
        case [first, second, third]:
            day, month, year = first, second, third
        case _:
            raise BirthdayUnreadable
    if not _YEAR.fullmatch(year) or not _DAY_OR_MONTH.fullmatch(day):
        raise BirthdayUnreadable
    if month not in _MONTH_NUMBER and not _DAY_OR_MONTH.fullmatch(month):
        raise BirthdayUnreadable
    return year, _MONTH_NUMBER.get(month) or int(month), int(day)


def _words(text: str) -> list[str]:
    if len(text) > _MAX_TEXT:
        raise BirthdayUnreadable
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    if together := _ALL_TOGETHER.fullmatch(plain):
        return list(together.groups())
    words = [_ORDINAL.sub(r"\1", word) for word in _SEPARATORS.split(plain)]
    return [word for word in words if word and word not in _NOISE]


def _calendar_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
