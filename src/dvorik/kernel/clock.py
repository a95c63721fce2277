"""Time. Stored and computed in UTC; the business's zone decides what a day is."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]


def now() -> datetime:
    """The present moment, aware, in UTC. Doors read it once and pass it down."""
    return datetime.now(UTC)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar day on which `moment` falls in `zone`."""
    return moment.astimezone(zone).date()


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of `day` in `zone`, in UTC.

    A day that has no midnight (a DST jump) starts at its first existing moment.
    """
    midnight = datetime.combine(day, time.min, tzinfo=zone)
    # Going through UTC and back moves a wall time that does not exist to the one that does.
    return midnight.astimezone(UTC)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first moment that is no longer `day` in `zone`, in UTC: use it as an open bound."""
    return start_of_day(day + timedelta(days=1), zone)


def last_date(end: datetime, zone: ZoneInfo) -> date:
    """The last calendar day in `zone` that has a moment before the open bound `end`."""
    return local_date(end - timedelta(microseconds=1), zone)
