"""On which weekdays and at which hours a template's codes are taken."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from dvorik.loyalty.types import AttemptReason


def refusal_by_time(
    local: datetime,
    *,
    weekdays: Sequence[int] | None,
    from_time: time | None,
    until_time: time | None,
) -> AttemptReason | None:
    """Why a code is not taken at `local`, wall-clock time in the business's zone; None if it is.

    `weekdays` are ISO numbers, 1 is Monday. Hours run from `from_time` up to and without
    `until_time`; those over midnight belong to the day they began: Friday 22:00 to 02:00 holds
    Saturday 01:00 and not Friday 01:00.
    """
    clock = local.time()
    day = local.date()
    if from_time is not None and until_time is not None:
        is_over_midnight = until_time <= from_time
        if is_over_midnight and clock < until_time:
            day -= timedelta(days=1)
        elif clock < from_time or (not is_over_midnight and clock >= until_time):
            return _wrong(weekdays, day.isoweekday())
    if weekdays is not None and day.isoweekday() not in weekdays:
        return AttemptReason.WRONG_DAY
    return None


def _wrong(weekdays: Sequence[int] | None, weekday: int) -> AttemptReason:
    """On a day that is wrong anyway, the hour is not what to talk about."""
    if weekdays is not None and weekday not in weekdays:
        return AttemptReason.WRONG_DAY
    return AttemptReason.WRONG_HOUR
