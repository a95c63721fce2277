"""One campaign, from a press of its link to money: a statement for each kind of fact."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.analytics import rules
from dvorik.analytics.queries.counting import fetch_rows, only
from dvorik.analytics.rules import Period
from dvorik.analytics.schemas.funnel import (
    Funnel,
    FunnelFigures,
    FunnelPoint,
    FunnelQuery,
    PeopleMoney,
)
from dvorik.clients import queries as clients
from dvorik.finance import queries as finance
from dvorik.kernel import clock
from dvorik.kernel.steps import Bounds
from dvorik.loyalty import queries as loyalty
from dvorik.loyalty.queries import campaign_figures
from dvorik.loyalty.schemas.campaigns import CodeMoney
from dvorik.settings.schemas import ShopSettings

_COUNTED = ("clicks", "people", "joined", "subscribed", "codes_issued", "codes_redeemed")
_SUMMED = ("redemptions", "bills", "bill_minor", "discount_minor")
_PAID = ("bills", "bill_minor", "orders", "orders_minor")

Money = dict[str, Counter[str]]


async def describe_funnel(
    session: AsyncSession,
    campaign_id: int,
    query: FunnelQuery,
    *,
    shop: ShopSettings,
    now: datetime,
) -> Funnel:
    """Raises `CampaignNotFound`, `PeriodReversed`, `PeriodTooLong`, `StepTooFine`."""
    campaign = await loyalty.get_campaign(session, campaign_id)
    born = min(campaign.starts_at or campaign.created_at, campaign.created_at)
    period = rules.read_life(
        query.from_on,
        query.until_on,
        born_on=clock.local_date(born, shop.zone),
        today=clock.local_date(now, shop.zone),
    )
    step = query.step or rules.fitting_step(period)
    parts = rules.cut(period, step)
    bounds = _bounds([part.from_on for part in parts], period.until_on, shop)
    counts, total = await _count(session, campaign_id, bounds)
    money = await _sum(session, campaign_id, bounds)
    return Funnel(
        campaign_id=campaign_id,
        timezone=shop.timezone,
        step=step,
        total=_point(period, total, _add_up(money), shop),
        points=[
            _point(part, counts[number], money[number], shop) for number, part in enumerate(parts)
        ],
        people_money=await _people_money(session, campaign_id, bounds, shop),
    )


def _bounds(starts: Sequence[date], until_on: date, shop: ShopSettings) -> Bounds:
    moments = [clock.start_of_day(day, shop.zone) for day in starts]
    return [*moments, clock.end_of_day(until_on, shop.zone)]


async def _count(
    session: AsyncSession, campaign_id: int, bounds: Bounds
) -> tuple[dict[int, Counter[str]], Counter[str]]:
    """By step, and of the whole period: who pressed on two days is one person of the period."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    people = 0
    for statement in (
        campaign_figures.clicks_by_step(campaign_id, bounds),
        clients.joined_of_campaign_by_step(campaign_id, bounds),
        campaign_figures.codes_of_campaign_by_step(campaign_id, bounds),
    ):
        for row in await fetch_rows(session, statement):
            if row.step is None:
                people = row.people
            else:
                counts[row.step].update(only(_COUNTED, row))
    total: Counter[str] = Counter()
    for figures in counts.values():
        total.update(figures)
    total["people"] = people
    return counts, total


async def _sum(session: AsyncSession, campaign_id: int, bounds: Bounds) -> dict[int, Money]:
    money: dict[int, Money] = defaultdict(dict)
    statement = campaign_figures.money_of_campaign_by_step(campaign_id, bounds)
    for row in await fetch_rows(session, statement):
        money[row.step][row.currency] = Counter(only(_SUMMED, row))
    return money


def _add_up(money: dict[int, Money]) -> Money:
    total: Money = defaultdict(Counter)
    for step in money.values():
        for currency, sums in step.items():
            total[currency].update(sums)
    return total


async def _people_money(
    session: AsyncSession, campaign_id: int, bounds: Bounds, shop: ShopSettings
) -> list[PeopleMoney]:
    people = clients.came_by(campaign_id)
    paid: Money = defaultdict(Counter)
    for statement in (
        campaign_figures.bills_of(people, bounds),
        finance.orders_of(people, bounds),
    ):
        for row in await fetch_rows(session, statement):
            paid[row.currency].update(only(_PAID, row))
    return [
        PeopleMoney(currency=currency, **{name: paid[currency][name] for name in _PAID})
        for currency in [shop.currency, *sorted(paid.keys() - {shop.currency})]
    ]


def _point(part: Period, counts: Counter[str], money: Money, shop: ShopSettings) -> FunnelPoint:
    found = [
        CodeMoney(currency=currency, **{name: sums[name] for name in _SUMMED})
        for currency, sums in money.items()
    ]
    figures = FunnelFigures(
        **{name: counts[name] for name in _COUNTED},
        redemptions=sum(each.redemptions for each in found),
        money=campaign_figures.order_money(found, shop.currency),
        join_rate=rules.share(counts["joined"], counts["people"]),
        subscribe_rate=rules.share(counts["subscribed"], counts["joined"]),
        redeem_rate=rules.share(counts["codes_redeemed"], counts["codes_issued"]),
    )
    return FunnelPoint(from_on=part.from_on, until_on=part.until_on, **dict(figures))
