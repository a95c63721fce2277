"""When a broadcast must wait: quiet hours, and errors that everybody would meet."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

PROBED = 50
"""Recipients whose errors are compared before the rest are trusted to be no worse."""

EQUAL_ERRORS = PROBED // 5
"""So many equal errors among the first are 20 %: something is wrong with the message."""


def quiet_until(
    now: datetime, zone: ZoneInfo, start: time | None, end: time | None
) -> datetime | None:
    """The moment in UTC when the quiet hours end that hold at `now`; None when none do.

    `start` later than `end` is a night over midnight; equal ends are no quiet hours at all.

    >>> quiet_until(datetime(2026, 11, 20, 12, 30, tzinfo=UTC), ZoneInfo("Asia/Vladivostok"),
    ...             time(21), time(9))
    datetime.datetime(2026, 11, 20, 23, 0, tzinfo=datetime.timezone.utc)
    """
    if start is None or end is None or start == end:
        return None
    local = now.astimezone(zone)
    clock = local.time()
    is_over_midnight = start > end
    is_evening = is_over_midnight and clock >= start
    is_quiet = is_evening or (clock < end and (is_over_midnight or clock >= start))
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=int(is_evening))
    ends = [datetime.combine(day, end, tzinfo=zone).replace(fold=fold) for fold in (0, 1)]
    # The hour that comes twice in autumn: the first of its ends may have gone by.
    return next(moment for one in ends if (moment := one.astimezone(UTC)) > now or one.fold == 1)


def asleep(
    zones: Iterable[str | None], now: datetime, shop: ZoneInfo, start: time | None, end: time | None
) -> dict[str | None, datetime]:
    """Those of `zones` in which it is night, and until when; None stands for the shop's.

    >>> asleep(["Europe/Berlin", None], datetime(2026, 11, 20, 20, 30, tzinfo=UTC),
    ...        ZoneInfo("Europe/London"), time(21), time(9))
    {'Europe/Berlin': datetime.datetime(2026, 11, 21, 8, 0, tzinfo=datetime.timezone.utc)}
    """
    nights = {
        name: quiet_until(now, ZoneInfo(name) if name else shop, start, end) for name in zones
    }
    return {name: until for name, until in nights.items() if until is not None}


def lasting_seconds(people: int, *, bulk_per_second: int, service_per_second: int) -> int:
    """How long it takes to write to so many; a bulk may use no more than replies may.

    >>> lasting_seconds(26, bulk_per_second=25, service_per_second=28)
    2
    """
    return -(-people // min(bulk_per_second, service_per_second))


def common_error(failed: Mapping[str, int], finished: int) -> str | None:
    """The reason that stops a broadcast: `failed` counts by reason, `finished` all that ended.

    >>> common_error({"400 chat not found": 10}, 40), common_error({"400 chat not found": 10}, 900)
    ('400 chat not found', None)
    """
    if finished > 2 * PROBED or not failed:
        return None
    reason = max(failed, key=lambda name: failed[name])
    return reason if failed[reason] * PROBED >= EQUAL_ERRORS * max(finished, PROBED) else None
