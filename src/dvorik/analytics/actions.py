"""Keeping the roll-up: the only thing analytics ever writes, and nothing but a copy."""

from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.analytics import rules
from dvorik.analytics.models import DayFigures, DayMoney
from dvorik.analytics.queries.counting import COUNTED, SUMMED, Tally, count_steps
from dvorik.kernel import clock
from dvorik.settings.schemas import ShopSettings

_ROLL_UP_LOCK = 0x0F160BE5


async def roll_up(session: AsyncSession, *, shop: ShopSettings, now: datetime) -> int:
    """Count all days of the past anew, in the shop's zone of today; how many they are.

    Whoever reads meanwhile sees the days as they were. Two at once take turns. Takes seconds for
    millions of rows: a task's work, not a request's.
    """
    await session.execute(select(func.pg_advisory_xact_lock(_ROLL_UP_LOCK)))
    days = rules.days_to_roll_up(clock.local_date(now, shop.zone))
    bounds = [clock.start_of_day(day, shop.zone) for day in days]
    bounds.append(clock.end_of_day(days[-1], shop.zone))
    tallies = await count_steps(session, bounds, now=now)
    await session.execute(delete(DayFigures))
    await session.execute(delete(DayMoney))
    keys = [{"timezone": shop.timezone, "day": day} for day in days]
    kept = list(zip(keys, tallies, strict=True))
    await session.execute(insert(DayFigures), [key | _figures(tally) for key, tally in kept])
    money = [key | sums for key, tally in kept for sums in _money(tally)]
    if money:
        await session.execute(insert(DayMoney), money)
    return len(days)


def _figures(tally: Tally) -> dict[str, int]:
    audience = {
        "audience": tally.audience.people,
        "audience_subscribed": tally.audience.subscribed,
    }
    return {name: tally.counts[name] for name in COUNTED} | audience


def _money(tally: Tally) -> list[dict[str, object]]:
    return [
        {"currency": currency} | {name: sums[name] for name in SUMMED}
        for currency, sums in tally.money.items()
    ]
