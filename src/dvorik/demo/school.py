"""The campaign that is over: who came by its leaflet, and what they bought while it ran."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random  # noqa: TID251  sample data must be the same each time
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.schemas import Arrival
from dvorik.demo.diary import at
from dvorik.demo.shop import SCHOOL, school_ends_at
from dvorik.demo.staff import Tills
from dvorik.kernel import clock
from dvorik.kernel.actor import Actor
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty.schemas.outcomes import RedeemOrder
from dvorik.settings.schemas import ShopSettings

if TYPE_CHECKING:
    from dvorik.loyalty.models import Discount

_TAKEN_FROM = ("flyer", None)
_BY_LEAFLET = 0.7
_BOUGHT = 0.6
_THOUGHT_OVER = range(1, 13)
_HOURS = range(10, 20)


def hand_out(
    rng: Random, arrivals: Sequence[Arrival], *, now: datetime, shop: ShopSettings
) -> Iterator[Arrival]:
    """Some of those who came while it ran came by its link."""
    ends_at = school_ends_at(now, shop.zone)
    for arrival in arrivals:
        is_reached = arrival.joined_at < ends_at and arrival.source in _TAKEN_FROM
        if is_reached and rng.random() < _BY_LEAFLET:
            yield replace(arrival, source=SCHOOL)
        else:
            yield arrival


async def sell(
    session: AsyncSession,
    rng: Random,
    codes: Sequence["Discount"],
    *,
    tills: Tills,
    shop: ShopSettings,
    now: datetime,
) -> list["Discount"]:
    """The campaign's codes that were redeemed before it ended."""
    visits = sorted(_visits(rng, codes, shop, school_ends_at(now, shop.zone)), key=lambda v: v[0])
    for moment, code in visits:
        await _redeem(session, rng.choice(tills.active), code, _bill_minor(rng), shop, moment)
    return [code for _, code in visits]


def _visits(
    rng: Random, codes: Sequence["Discount"], shop: ShopSettings, ends_at: datetime
) -> Iterator[tuple[datetime, "Discount"]]:
    for code in codes:
        if rng.random() < _BOUGHT:
            day = clock.local_date(code.issued_at, shop.zone) + timedelta(
                days=rng.choice(_THOUGHT_OVER)
            )
            moment = clock.start_of_day(day, shop.zone) + timedelta(
                hours=rng.choice(_HOURS), minutes=rng.randrange(60)
            )
            if moment < min(ends_at, code.expires_at):
                yield moment, code


async def _redeem(
    session: AsyncSession,
    cashier: Actor,
    code: "Discount",
    bill_minor: int,
    shop: ShopSettings,
    moment: datetime,
) -> None:
    order = RedeemOrder(entered=code.code, bill_minor=bill_minor)
    with at(moment):
        await loyalty.redeem(session, cashier, order=order, shop=shop, now=moment)
        await session.flush()


def _bill_minor(rng: Random) -> int:
    return max(35, round(rng.lognormvariate(4.3, 0.4))) * 10_00
