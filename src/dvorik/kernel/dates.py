"""Days and moments as people write them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from babel.dates import format_date, format_datetime, get_day_names


def day_in_words(day: date, language: str) -> str:
    """`3 февраля 2026 г.`, `3 Feb 2026`: the day first, the month a word, for every reader.

    >>> day_in_words(date(2026, 2, 3), "en")
    '3 Feb 2026'
    """
    # The English of Babel's choice puts the month first, which the rest of the world misreads.
    return format_date(day, "d MMM y" if language == "en" else "long", locale=language)


def moment_in_words(local: datetime, language: str) -> str:
    """`local` is in the zone of whoever reads it.

    >>> moment_in_words(datetime(2026, 2, 3, 14, 5), "en")
    '3 Feb 2026, 14:05'
    """
    month = "MMM" if language == "en" else "MMMM"
    return format_datetime(local, f"d {month} y, HH:mm", locale=language)


_WORTH_A_DASH = 3
"""Days in a row: two are named, more are a stretch."""


def weekdays_in_words(weekdays: Iterable[int], language: str) -> str:
    """ISO weekdays, 1 is Monday, short, in the order of the week.

    >>> weekdays_in_words([1, 2, 3, 4, 5, 7], "en"), weekdays_in_words([7, 6], "ru")
    ('Mon–Fri, Sun', 'сб, вс')
    """
    names = get_day_names("abbreviated", locale=language)
    parts = [
        f"{names[run[0] - 1]}–{names[run[-1] - 1]}"
        if len(run) >= _WORTH_A_DASH
        else ", ".join(names[day - 1] for day in run)
        for run in _runs(sorted(set(weekdays)))
    ]
    return ", ".join(parts)


def _runs(days: list[int]) -> Iterator[list[int]]:
    """Days that follow each other, together."""
    run: list[int] = []
    for day in days:
        if run and day != run[-1] + 1:
            yield run
            run = []
        run.append(day)
    if run:
        yield run
