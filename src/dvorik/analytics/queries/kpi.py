"""Figures of periods, put together from what each feature counts by itself.

A handful of statements, whatever the period and its steps: each feature's select answers for all
steps at once. The days are cut here, in the business's zone.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.analytics import rules
from dvorik.analytics.queries.by_broadcast import list_results
from dvorik.analytics.queries.counting import Tally, count_steps, fetch_rows
from dvorik.analytics.queries.rolled import Rolled, find_rolled, sum_rolled
from dvorik.analytics.rules import Period
from dvorik.analytics.schemas.figures import (
    CashierWork,
    Conversion,
    HourFigures,
    Kpi,
    KpiQuery,
    MoneyFigures,
    PeriodFigures,
    Trade,
    TradeQuery,
)
from dvorik.analytics.types import Comparison
from dvorik.kernel import clock
from dvorik.kernel.steps import Bounds
from dvorik.loyalty import queries as loyalty
from dvorik.settings.schemas import ShopSettings


async def describe_kpi(
    session: AsyncSession, query: KpiQuery, *, shop: ShopSettings, now: datetime
) -> Kpi:
    """One set of figures for the period, one for as many days before it.

    Raises `PeriodReversed`, `PeriodTooLong`.
    """
    period = _period_of(query, shop, now)
    parts = [*_before(period, query), period]
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
    earlier = [part for before in _before(period, query) for part in rules.cut(before, query.step)]
    points = await _figures(session, [*earlier, *parts], shop=shop, now=now)
    bounds = _bounds([period.from_on], period.until_on, shop)
    by_origin = await fetch_rows(session, loyalty.codes_by_origin(bounds))
    by_broadcast = await list_results(session, bounds, currency=shop.currency)
    by_cashier = await fetch_rows(session, loyalty.work_by_cashier(bounds))
    by_hour = await fetch_rows(session, loyalty.redemptions_by_hour(bounds, shop.timezone))
    return Trade(
        timezone=shop.timezone,
        step=query.step,
        points=points[len(earlier) :],
        before=points[: len(earlier)] or None,
        by_template=_conversions(by_origin, "template"),
        by_campaign=_conversions(by_origin, "campaign"),
        by_broadcast=by_broadcast,
        by_cashier=[CashierWork.model_validate(row) for row in by_cashier],
        by_hour=_week(by_hour),
    )


def _period_of(query: KpiQuery, shop: ShopSettings, now: datetime) -> Period:
    today = clock.local_date(now, shop.zone)
    return rules.read_period(query.from_on, query.until_on, today=today)


def _before(period: Period, query: KpiQuery) -> list[Period]:
    return [period.before()] if query.compare is Comparison.BEFORE else []


def _bounds(starts: Sequence[date], until_on: date, shop: ShopSettings) -> Bounds:
    moments = [clock.start_of_day(day, shop.zone) for day in starts]
    return [*moments, clock.end_of_day(until_on, shop.zone)]


async def _figures(
    session: AsyncSession, parts: Sequence[Period], *, shop: ShopSettings, now: datetime
) -> list[PeriodFigures]:
    """The figures of adjoining `parts`."""
    rolled = await find_rolled(session, shop.timezone)
    if rolled is None or parts[0].from_on < rolled.first_day:
        bounds = _bounds([part.from_on for part in parts], parts[-1].until_on, shop)
        tallies = await count_steps(session, bounds, now=now)
    else:
        tallies = await _join(session, parts, rolled, shop=shop, now=now)
    return [_part_figures(part, tally, shop) for part, tally in zip(parts, tallies, strict=True)]


async def _join(
    session: AsyncSession,
    parts: Sequence[Period],
    rolled: Rolled,
    *,
    shop: ShopSettings,
    now: datetime,
) -> list[Tally]:
    """Old days from the roll-up, the days since then counted, a part that has both from both."""
    first_live = rolled.last_day + timedelta(days=1)
    settled = [part for part in parts if part.from_on < first_live]
    living = [part for part in parts if part.until_on >= first_live]
    tallies = await sum_rolled(session, shop.timezone, settled, until_on=rolled.last_day)
    if not living:
        return tallies
    starts = [max(part.from_on, first_live) for part in living]
    # The audience is known at the end of the last rolled day: follow it from there.
    leading = [first_live] if starts[0] > first_live else []
    bounds = _bounds([*leading, *starts], living[-1].until_on, shop)
    counted = await count_steps(session, bounds, now=now, begin=rolled.audience)
    counted = counted[len(leading) :]
    if settled and settled[-1] is living[0]:
        tallies[-1].add(counted.pop(0))
    return tallies + counted


def _part_figures(part: Period, tally: Tally, shop: ShopSettings) -> PeriodFigures:
    counts, audience = tally.counts, tally.audience
    return PeriodFigures(
        from_on=part.from_on,
        until_on=part.until_on,
        joined=counts["joined"],
        blocked=counts["blocked"],
        subscribed=counts["subscribed"],
        unsubscribed=counts["unsubscribed"],
        audience=audience.people,
        audience_subscribed=audience.subscribed,
        subscribed_share=rules.share(audience.subscribed, audience.people),
        codes_issued=counts["issued"],
        codes_redeemed=counts["redeemed"],
        conversion=rules.share(counts["redeemed"], counts["issued"]),
        codes_expired=counts["expired"],
        attempts=counts["attempts"],
        attempts_refused=counts["refused"],
        redemptions=sum(sums["redemptions"] for sums in tally.money.values()),
        money=[
            _money_figures(currency, tally.money[currency])
            for currency in [shop.currency, *sorted(tally.money.keys() - {shop.currency})]
        ],
    )


def _money_figures(currency: str, sums: Counter[str]) -> MoneyFigures:
    return MoneyFigures(
        currency=currency,
        bills=sums["bills"],
        bill_minor=sums["bill_minor"],
        average_bill_minor=rules.average_minor(sums["bill_minor"], sums["bills"]),
        discount_minor=sums["discount_minor"],
        orders=sums["orders"],
        orders_minor=sums["orders_minor"],
        average_order_minor=rules.average_minor(sums["orders_minor"], sums["orders"]),
    )


def _conversions(rows: Sequence[Row[Any]], origin: str) -> list[Conversion]:
    """By template or by campaign, most codes first."""
    names: dict[int, str] = {}
    issued: Counter[int] = Counter()
    redeemed: Counter[int] = Counter()
    for row in rows:
        id_, name = row._mapping[f"{origin}_id"], row._mapping[f"{origin}_name"]
        if id_ is not None:
            names[id_] = name
            issued[id_] += row.issued
            redeemed[id_] += row.redeemed
    return [
        Conversion(
            id=id_,
            name=names[id_],
            issued=issued[id_],
            redeemed=redeemed[id_],
            conversion=rules.share(redeemed[id_], issued[id_]) or 0,
        )
        for id_ in sorted(names, key=lambda id_: (-issued[id_], id_))
    ]


def _week(rows: Sequence[Row[Any]]) -> list[HourFigures]:
    found = {(int(row.weekday), int(row.hour)): row.redemptions for row in rows}
    return [
        HourFigures(weekday=weekday, hour=hour, redemptions=found.get((weekday, hour), 0))
        for weekday, hour in product(range(1, 8), range(24))
    ]
