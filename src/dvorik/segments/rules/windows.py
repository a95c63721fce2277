"""From days as a marketer says them to what is compared."""

import calendar
from datetime import date, timedelta

MonthDay = tuple[int, int]

_FEBRUARY_28, _FEBRUARY_29 = (2, 28), (2, 29)
_WHOLE_YEAR = (1, 1), (12, 31)


def birthdays_within(days: int, today: date) -> tuple[MonthDay, MonthDay]:
    """The first and last birthday celebrated in the next `days` days (1 to 365), today included.

    The first may come after the last: the window goes over New Year. 29 February is celebrated
    on 28 February in common years.

    >>> birthdays_within(7, date(2026, 12, 28)), birthdays_within(1, date(2027, 2, 28))
    (((12, 28), (1, 3)), ((2, 28), (2, 29)))
    """
    end = today + timedelta(days=days - 1)
    last = (end.month, end.day)
    if last == _FEBRUARY_28 and not calendar.isleap(end.year):
        last = _FEBRUARY_29
    return (today.month, today.day), last


def birthdays_between(from_day: str, until_day: str) -> tuple[MonthDay, MonthDay]:
    """The first and last birthday of a range of days as `12-25`, whatever the year.

    A range that ends on 28 February takes in 29 February: between it and one that begins on
    1 March nobody may be lost.

    >>> birthdays_between("02-01", "02-28"), birthdays_between("12-25", "01-07")
    (((2, 1), (2, 29)), ((12, 25), (1, 7)))
    """
    first, last = _month_day(from_day), _month_day(until_day)
    if last != _FEBRUARY_28:
        return first, last
    # From 29 to 28 February is all year round, not the one day that both ends would become.
    return _WHOLE_YEAR if first == _FEBRUARY_29 else (first, _FEBRUARY_29)


def last_days(days: int, today: date) -> tuple[date, date]:
    """The first and last of `days` days that end today: what lies in the future is not in them.

    >>> last_days(7, date(2026, 11, 20))
    (datetime.date(2026, 11, 14), datetime.date(2026, 11, 20))
    """
    return today - timedelta(days=days - 1), today


def _month_day(text: str) -> MonthDay:
    month, _, day = text.partition("-")
    return int(month), int(day)
