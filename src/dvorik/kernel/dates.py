"""Days and moments as people write them."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime


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
