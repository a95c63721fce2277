"""Figures of periods, put together from what each feature counts by itself.

A handful of statements, whatever the period and its steps: each feature's select answers for all
steps at once. The days are cut here, in the business's zone.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.analytics import rules
from dvorik.analytics.queries.growth import Counts, fetch_rows, read_growth
from dvorik.analytics.rules import Period
from dvorik.analytics.schemas.figures import (
    CashierWork,
    Conversion,
    Figures,
    HourFigures,
    Kpi,
    KpiQuery,
    MoneyFigures,
    PeriodFigures,
    Trade,
    TradeQuery,
)
from dvorik.clients import queries as clients
from dvorik.finance import queries as finance
from dvorik.kernel import clock
from dvorik.kernel.steps import Bounds
from dvorik.loyalty import queries as loyalty
from dvorik.settings.schemas import ShopSettings

_SUMS = {"redemptions", "bills", "bill_minor", "discount_minor", "orders", "orders_minor"}


async def describe_kpi(
    session: AsyncSession, query: KpiQuery, *, shop: ShopSettings, now: datetime
) -> Kpi:
    """One set of figures for the period, one for as many days before it.

    Raises `PeriodReversed`, `PeriodTooLong`.
    """
    period = _period_of(query, shop, now)
    parts = [period.before(), period] if query.compare else [period]
    *before, figures = await _figures(session, parts, shop=shop, now=now)
    return Kpi(timezone=shop.timezone, period=figures, before=before[0] if before else None)


async def describe_trade(
    session: AsyncSession, query: TradeQuery, *, shop: ShopSettings, now: datetime
) -> Trade:
    """A point for every step, and who and what stands behind the sums.

    Raises `PeriodReversed`, `PeriodTooLong`, `StepTooFine`.
    """
    period = _period_of(query, shop, now)
    parts = rules.cut(period, query.step)
    earlier = rules.cut(period.before(), query.step) if query.compare else []
    points = await _figures(session, [*earlier, *parts], shop=shop, now=now)
    bounds = _bounds([period], shop)
    by_template = await fetch_rows(session, loyalty.conversion_by_template(bounds))
    by_campaign = await fetch_rows(session, loyalty.conversion_by_campaign(bounds))
    by_cashier = await fetch_rows(session, loyalty.work_by_cashier(bounds))
    by_hour = await fetch_rows(session, loyalty.redemptions_by_hour(bounds, shop.timezone))
    return Trade(
        timezone=shop.timezone,
        step=query.step,
        points=points[len(earlier) :],
        before=points[: len(earlier)] if query.compare else None,
        by_template=[_conversion(row) for row in by_template],
        by_campaign=[_conversion(row) for row in by_campaign],
        by_cashier=[CashierWork.model_validate(row) for row in by_cashier],
        by_hour=_week(by_hour),
    )


def _period_of(query: KpiQuery, shop: ShopSettings, now: datetime) -> Period:
    today = clock.local_date(now, shop.zone)
    return rules.read_period(query.from_on, query.until_on, today=today)


def _bounds(parts: Sequence[Period], shop: ShopSettings) -> Bounds:
    starts = [clock.start_of_day(part.from_on, shop.zone) for part in parts]
    return [*starts, clock.end_of_day(parts[-1].until_on, shop.zone)]


async def _figures(
    session: AsyncSession, parts: Sequence[Period], *, shop: ShopSettings, now: datetime
) -> list[PeriodFigures]:
    """The figures of adjoining `parts`, in one statement for each kind of fact."""
    bounds = _bounds(parts, shop)
    counts = await _counts(session, bounds, now)
    growth = await read_growth(session, bounds)
    money = await _money(session, bounds)
    return [
        PeriodFigures(
            from_on=part.from_on,
            until_on=part.until_on,
            **dict(_step_figures(counts[number] | growth[number], money[number], shop)),
        )
        for number, part in enumerate(parts)
    ]


def _step_figures(counts: Counts, money: dict[str, Counts], shop: ShopSettings) -> Figures:
    found = defaultdict(int, counts)
    return Figures(
        joined=found["joined"],
        blocked=found["blocked"],
        subscribed=found["subscribed"],
        unsubscribed=found["unsubscribed"],
        audience=found["audience"],
        audience_subscribed=found["audience_subscribed"],
        subscribed_share=rules.share(found["audience_subscribed"], found["audience"]),
        codes_issued=found["issued"],
        codes_redeemed=found["redeemed"],
        conversion=rules.share(found["redeemed"], found["issued"]),
        codes_expired=found["expired"],
        attempts=found["attempts"],
        attempts_refused=found["refused"],
        redemptions=sum(sums.get("redemptions", 0) for sums in money.values()),
        money=[
            _money_figures(currency, money.get(currency, {}))
            for currency in [shop.currency, *sorted(money.keys() - {shop.currency})]
        ],
    )


def _money_figures(currency: str, sums: Counts) -> MoneyFigures:
    found = defaultdict(int, sums)
    return MoneyFigures(
        currency=currency,
        bills=found["bills"],
        bill_minor=found["bill_minor"],
        average_bill_minor=rules.average_minor(found["bill_minor"], found["bills"]),
        discount_minor=found["discount_minor"],
        orders=found["orders"],
        orders_minor=found["orders_minor"],
        average_order_minor=rules.average_minor(found["orders_minor"], found["orders"]),
    )


async def _counts(session: AsyncSession, bounds: Bounds, now: datetime) -> dict[int, Counts]:
    """What is counted by step and needs nothing from other steps."""
    statements = (
        clients.blocked_by_step(bounds),
        loyalty.codes_by_step(bounds),
        loyalty.expired_by_step(bounds, now),
        loyalty.attempts_by_step(bounds),
    )
    counts: dict[int, Counts] = defaultdict(dict)
    for statement in statements:
        for row in await fetch_rows(session, statement):
            counts[row.step] |= row._mapping
    return counts


async def _money(session: AsyncSession, bounds: Bounds) -> dict[int, dict[str, Counts]]:
    """Sums by step and currency."""
    money: dict[int, dict[str, Counts]] = defaultdict(lambda: defaultdict(dict))
    for statement in (loyalty.redemptions_by_step(bounds), finance.orders_by_step(bounds)):
        for row in await fetch_rows(session, statement):
            sums = {name: int(value) for name, value in row._mapping.items() if name in _SUMS}
            money[row.step][row.currency] |= sums
    return money


def _conversion(row: Row[Any]) -> Conversion:
    return Conversion(**row._mapping, conversion=rules.share(row.redeemed, row.issued))


def _week(rows: Sequence[Row[Any]]) -> list[HourFigures]:
    found = {(int(row.weekday), int(row.hour)): row.redemptions for row in rows}
    return [
        HourFigures(weekday=weekday, hour=hour, redemptions=found.get((weekday, hour), 0))
        for weekday, hour in product(range(1, 8), range(24))
    ]
