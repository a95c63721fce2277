"""The day that is over, in a few lines, for whoever asked for them."""

from datetime import date, datetime, timedelta

from babel.dates import format_date
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries as accounts
from dvorik.accounts.types import NotificationGroup
from dvorik.analytics import queries as analytics
from dvorik.analytics.schemas.figures import KpiQuery, PeriodFigures
from dvorik.analytics.types import Comparison
from dvorik.kernel import clock
from dvorik.kernel.db import Database
from dvorik.kernel.i18n import Language
from dvorik.kernel.money import format_minor
from dvorik.loyalty import queries as loyalty
from dvorik.messaging import queries as messaging
from dvorik.reactions.telling import Values, occasion_for, tell_group
from dvorik.settings import queries as settings
from dvorik.settings.schemas import ShopSettings


async def send_if_due(database: Database, *, now: datetime) -> bool:
    """From the hour of the settings to the end of the day, by the shop's clock; each person once.

    A day on which nobody worked until its end gets no digest: by then there is a newer one.
    """
    async with database.transaction() as session:
        shop = await settings.load(session)
        if shop.digest_hour is None or now.astimezone(shop.zone).hour < shop.digest_hour:
            return False
        day = clock.local_date(now, shop.zone) - timedelta(days=1)
        if not await _somebody_waits(session, day):
            return False
        await _tell(session, day, shop, now)
    return True


async def _somebody_waits(session: AsyncSession, day: date) -> bool:
    """The figures are dear, and this is asked every few minutes."""
    people = await accounts.list_group_members(session, NotificationGroup.DIGEST)
    wanted = {occasion_for(_occasion(day), account.id) for account in people}
    return bool(wanted - await messaging.find_occasions(session, wanted))


async def _tell(session: AsyncSession, day: date, shop: ShopSettings, now: datetime) -> None:
    query = KpiQuery(from_on=day, until_on=day, compare=Comparison.NOTHING)
    figures = (await analytics.describe_kpi(session, query, shop=shop, now=now)).period
    since, until = clock.start_of_day(day, shop.zone), clock.end_of_day(day, shop.zone)
    disputes = await loyalty.count_disputes(session, since=since, until=until)
    await tell_group(
        session,
        NotificationGroup.DIGEST,
        occasion=_occasion(day),
        key="owner.daily_digest",
        values=lambda language: _values(figures, disputes, language),
        now=now,
    )


def _occasion(day: date) -> str:
    return f"digest:{day}"


def _values(figures: PeriodFigures, disputes: int, language: Language) -> Values:
    """Trouble is named only where there is some."""
    return {
        "day": format_date(figures.from_on, "long", locale=language.value),
        "joined": figures.joined,
        "issued": figures.codes_issued,
        "redeemed": figures.redemptions,
        "bills": _sums(figures, "bill_minor", language),
        "discounts": _sums(figures, "discount_minor", language),
        "orders": _sums(figures, "orders_minor", language),
        "disputes": disputes or None,
        "blocked": figures.blocked or None,
    }


def _sums(figures: PeriodFigures, field: str, language: Language) -> str | None:
    """In each currency there was; None where there was none."""
    sums = [(getattr(money, field), money.currency) for money in figures.money]
    return (
        ", ".join(format_minor(sum_, name, language.value) for sum_, name in sums if sum_) or None
    )
