"""Periods, steps and ratios of figures: the formulas of docs/figures.md that are not sums."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from dvorik.analytics.errors import PeriodReversed, PeriodTooLong, StepTooFine
from dvorik.analytics.types import Step
from dvorik.kernel import money

DEFAULT_DAYS = 30
MAX_DAYS = 3 * 365 + 1
"""Three years, whichever of them is a leap year."""

MAX_POINTS = 400

LIVE_DAYS = 31
"""Days, today included, that are always counted from the facts themselves."""

ROLLED_DAYS = 2 * MAX_DAYS
"""The longest period with the one before it."""

_DAY = timedelta(days=1)
_MONTHS = 12
_DAYS_BY_DAY = 92
_DAYS_BY_WEEK = 2 * 366
_FOUR_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Period:
    """Business days, both ends included. Raises `PeriodReversed`, `PeriodTooLong`."""

    from_on: date
    until_on: date

    def __post_init__(self) -> None:
        if self.until_on < self.from_on:
            raise PeriodReversed
        if self.days > MAX_DAYS:
            raise PeriodTooLong(max_days=MAX_DAYS)

    @property
    def days(self) -> int:
        return (self.until_on - self.from_on).days + 1

    def before(self) -> "Period":
        """As many days, ending the day before this one begins."""
        return Period(self.from_on - timedelta(days=self.days), self.from_on - _DAY)


def read_period(from_on: date | None, until_on: date | None, *, today: date) -> Period:
    """An end that was not given: today, or the day itself when the period begins later; a
    beginning that was not given: 30 days up to the end. Raises as `Period` does.
    """
    until_on = until_on or max(today, from_on or today)
    return Period(from_on or until_on - timedelta(days=DEFAULT_DAYS - 1), until_on)


def read_life(from_on: date | None, until_on: date | None, *, born_on: date, today: date) -> Period:
    """As `read_period`, but a beginning that was not given is that of the thing itself, or three
    years ago. Raises as `Period` does.

    >>> read_life(None, None, born_on=date(2026, 11, 1), today=date(2026, 11, 20)).days
    20
    """
    until_on = until_on or max(today, from_on or today)
    earliest = until_on - timedelta(days=MAX_DAYS - 1)
    return Period(from_on or max(earliest, min(born_on, until_on)), until_on)


def fitting_step(period: Period) -> Step:
    """Such that a chart of the period can be read: at most some hundred points.

    >>> fitting_step(Period(date(2026, 11, 1), date(2026, 11, 20)))
    <Step.DAY: 'day'>
    """
    if period.days <= _DAYS_BY_DAY:
        return Step.DAY
    return Step.WEEK if period.days <= _DAYS_BY_WEEK else Step.MONTH


def cut(period: Period, step: Step) -> list[Period]:
    """The steps of `period`: days, weeks from Monday, calendar months; the first and the last may
    be parts. Raises `StepTooFine`.

    >>> [part.from_on.day for part in cut(Period(date(2026, 11, 4), date(2026, 11, 17)), Step.WEEK)]
    [4, 9, 16]
    """
    starts = [period.from_on]
    while (following := _next_start(starts[-1], step)) <= period.until_on:
        if len(starts) == MAX_POINTS:
            raise StepTooFine(max_points=MAX_POINTS)
        starts.append(following)
    ends = [start - _DAY for start in starts[1:]]
    return [Period(*ends_of) for ends_of in zip(starts, [*ends, period.until_on], strict=True)]


def last_day_to_roll_up(today: date) -> date:
    return today - timedelta(days=LIVE_DAYS)


def days_to_roll_up(today: date) -> list[date]:
    """In order, without a gap."""
    last = last_day_to_roll_up(today)
    return [last - timedelta(days=ago) for ago in reversed(range(ROLLED_DAYS))]


def share(part: int, whole: int) -> float | None:
    """A part of one, to four places, halves up; None of nothing.

    >>> share(2, 3), share(0, 5), share(0, 0)
    (0.6667, 0.0, None)
    """
    if whole == 0:
        return None
    return float((Decimal(part) / whole).quantize(_FOUR_PLACES, rounding=ROUND_HALF_UP))


def average_minor(sum_minor: int, count: int) -> int | None:
    """Whole minor units, halves up; None of nothing.

    >>> average_minor(250, 3), average_minor(5, 2), average_minor(0, 0)
    (83, 3, None)
    """
    return money.round_half_up(Decimal(sum_minor) / count) if count else None


def _next_start(day: date, step: Step) -> date:
    match step:
        case Step.DAY:
            return day + _DAY
        case Step.WEEK:
            return day + timedelta(days=7 - day.weekday())
        case Step.MONTH:
            return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
