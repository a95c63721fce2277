"""When somebody is reminded of a code that ends soon."""

from datetime import date, datetime, timedelta


def last_day_due(local: datetime, *, days: int, hour: int) -> date:
    """Codes whose last day this is, or an earlier one, are due: `days` ahead, from `hour` on.

    `local` is the shop's wall-clock time. Before the hour it is yesterday's answer, so that a day
    without a worker is made up for.

    >>> noon = datetime(2026, 11, 20, 12)
    >>> str(last_day_due(noon, days=3, hour=11)), str(last_day_due(noon, days=3, hour=13))
    ('2026-11-23', '2026-11-22')
    """
    begun = local.date() if local.hour >= hour else local.date() - timedelta(days=1)
    return begun + timedelta(days=days)
