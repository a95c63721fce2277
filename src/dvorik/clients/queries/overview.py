"""The bot's audience in numbers."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, extract, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import rules
from dvorik.clients.models import Client
from dvorik.clients.queries.audience import audience
from dvorik.clients.schemas import MAX_PERIOD, DayCount, OverviewQuery, UserOverview
from dvorik.kernel import clock
from dvorik.settings.schemas import ShopSettings

DEFAULT_PERIOD = timedelta(days=30)
_WEEK_DAYS = 7


async def describe_users(
    session: AsyncSession, *, query: OverviewQuery, shop: ShopSettings, now: datetime
) -> UserOverview:
    """Counts of the audience as it is, and of those who joined in the period."""
    today = clock.local_date(now, shop.zone)
    from_on, until_on = _period(query, today)
    joined = await _joined_by_day(session, from_on, until_on, shop)
    return UserOverview(
        **await _totals(session),
        **await _groups(session),
        birthdays_this_week=await _birthdays_from(session, today),
        joined_from=from_on,
        joined_until=until_on,
        joined=sum(day.count for day in joined),
        joined_by_day=joined,
    )


def _period(query: OverviewQuery, today: date) -> tuple[date, date]:
    """Both ends are included. An end that was not given follows from the other."""
    one_day = timedelta(days=1)
    if query.until_on is not None:
        return query.from_on or query.until_on - DEFAULT_PERIOD + one_day, query.until_on
    if query.from_on is not None:
        longest = query.from_on + MAX_PERIOD - one_day
        return query.from_on, max(query.from_on, min(today, longest))
    return today - DEFAULT_PERIOD + one_day, today


async def _totals(session: AsyncSession) -> dict[str, int]:
    conditions: dict[str, ColumnElement[bool]] = {
        "total": literal(True),
        "subscribed": Client.is_subscribed.is_(True),
        "blocked": Client.bot_blocked_at.is_not(None),
        "blacklisted": Client.is_blacklisted.is_(True),
        "with_consent": Client.consent_at.is_not(None),
        "with_phone": Client.phone.is_not(None),
        "with_birthday": Client.birthday.is_not(None),
    }
    counts = [func.count().filter(wanted).label(name) for name, wanted in conditions.items()]
    row = (await session.execute(select(*counts).where(*audience()))).one()
    return dict(row._mapping)


async def _groups(session: AsyncSession) -> Mapping[str, dict[str, int]]:
    """Three breakdowns in one pass over the table."""
    columns = (Client.language, Client.gender, Client.source)
    rows = await session.execute(
        select(func.grouping(*columns), func.coalesce(*columns, ""), func.count())
        .where(*audience())
        .group_by(func.grouping_sets(*columns))
    )
    # GROUPING has a bit for each column that the row does not group by.
    names = {0b011: "by_language", 0b101: "by_gender", 0b110: "by_source"}
    groups: dict[str, dict[str, int]] = {name: {} for name in names.values()}
    for mark, value, count in rows:
        groups[names[mark]][value] = count
    return groups


async def _birthdays_from(session: AsyncSession, today: date) -> int:
    days = {
        month_day
        for ahead in range(_WEEK_DAYS)
        for month_day in rules.celebrated_on(today + timedelta(days=ahead))
    }
    born_on = tuple_(extract("month", Client.birthday), extract("day", Client.birthday))
    return (
        await session.scalar(
            select(func.count())
            .select_from(Client)
            .where(*audience(), Client.birthday.is_not(None), born_on.in_(sorted(days)))
        )
        or 0
    )


async def _joined_by_day(
    session: AsyncSession, from_on: date, until_on: date, shop: ShopSettings
) -> list[DayCount]:
    rows = await session.execute(
        select(
            func.date(func.timezone(shop.timezone, Client.created_at)).label("day"), func.count()
        )
        .where(
            *audience(),
            Client.created_at >= clock.start_of_day(from_on, shop.zone),
            Client.created_at < clock.end_of_day(until_on, shop.zone),
        )
        .group_by("day")
    )
    counts = {day: count for day, count in rows}  # noqa: C416  dict() does not take rows' types
    days = (until_on - from_on).days + 1
    period = (from_on + timedelta(days=ahead) for ahead in range(days))
    return [DayCount(day=day, count=counts.get(day, 0)) for day in period]
