"""Figures of past days as the last roll-up counted them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ARRAY, Date, Label, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from dvorik.analytics import rules
from dvorik.analytics.models import DayFigures, DayMoney
from dvorik.analytics.queries.counting import COUNTED, SUMMED, Audience, Tally, fetch_rows, only
from dvorik.analytics.rules import Period
from dvorik.kernel import clock
from dvorik.settings.schemas import ShopSettings


@dataclass(frozen=True, slots=True)
class Rolled:
    """The days that need no counting, and the audience at the end of the last of them."""

    first_day: date
    last_day: date
    audience: Audience


async def find_rolled(session: AsyncSession, timezone: str) -> Rolled | None:
    """None when nothing was rolled up for this zone."""
    of_zone = DayFigures.timezone == timezone
    last = await session.scalar(
        select(DayFigures).where(of_zone).order_by(DayFigures.day.desc()).limit(1)
    )
    if last is None:
        return None
    first_day = await session.scalar(select(func.min(DayFigures.day)).where(of_zone))
    assert first_day is not None
    return Rolled(first_day, last.day, Audience(last.audience, last.audience_subscribed))


async def is_roll_up_due(session: AsyncSession, *, shop: ShopSettings, now: datetime) -> bool:
    rolled = await find_rolled(session, shop.timezone)
    last_day = rules.last_day_to_roll_up(clock.local_date(now, shop.zone))
    return rolled is None or rolled.last_day < last_day


async def sum_rolled(
    session: AsyncSession, timezone: str, parts: Sequence[Period], *, until_on: date
) -> list[Tally]:
    """A tally for each of adjoining `parts`; days after `until_on` are left out of the last."""
    if not parts:
        return []
    tallies = [Tally() for _ in parts]
    last_day = min(until_on, parts[-1].until_on)
    counts = await fetch_rows(
        session,
        select(_step_of(DayFigures.day, parts), *_sums(DayFigures, COUNTED))
        .where(DayFigures.timezone == timezone, DayFigures.day.between(parts[0].from_on, last_day))
        .group_by("step"),
    )
    for row in counts:
        tallies[row.step].counts.update(only(COUNTED, row))
    money = await fetch_rows(
        session,
        select(_step_of(DayMoney.day, parts), DayMoney.currency, *_sums(DayMoney, SUMMED))
        .where(
            DayMoney.timezone == timezone,
            DayMoney.day.between(parts[0].from_on, last_day),
        )
        .group_by("step", DayMoney.currency),
    )
    for row in money:
        tallies[row.step].money[row.currency].update(only(SUMMED, row))
    await _read_audience(session, timezone, parts, tallies)
    return tallies


async def _read_audience(
    session: AsyncSession, timezone: str, parts: Sequence[Period], tallies: Sequence[Tally]
) -> None:
    steps = {part.until_on: step for step, part in enumerate(parts)}
    ends = await session.execute(
        select(DayFigures.day, DayFigures.audience, DayFigures.audience_subscribed).where(
            DayFigures.timezone == timezone, DayFigures.day.in_(steps)
        )
    )
    for day, people, subscribed in ends:
        tallies[steps[day]].audience = Audience(people, subscribed)


def _step_of(day: InstrumentedAttribute[date], parts: Sequence[Period]) -> Label[int]:
    starts = literal([part.from_on for part in parts], ARRAY(Date))
    return (func.width_bucket(day, starts) - 1).label("step")


def _sums(
    model: type[DayFigures] | type[DayMoney], names: Sequence[str]
) -> list[Label[int | None]]:
    return [func.sum(getattr(model, name)).label(name) for name in names]
