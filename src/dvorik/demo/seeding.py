"""Fills an empty shop, once."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random  # noqa: TID251  sample data must be the same each time
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import actions as clients
from dvorik.clients import queries as client_queries
from dvorik.clients.schemas import OverviewQuery
from dvorik.demo import diary, links, month, news, people, sales, school, shop, staff
from dvorik.demo.errors import ShopNotEmpty
from dvorik.demo.month import Month
from dvorik.demo.staff import OWNER_EMAIL, OWNER_PASSWORD
from dvorik.demo.wallets import Giver
from dvorik.kernel.actor import SYSTEM, Actor
from dvorik.kernel.db import Database
from dvorik.loyalty import actions as loyalty
from dvorik.settings.schemas import ShopSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dvorik.clients.models import Client

_SEED = 20_261_120
_OPENED_BEFORE = timedelta(days=121)
_BLOCKED_CODES = 4
# Any constant will do; two seeds at once must not both find the shop empty.
_LOCK = 8_216_042


@dataclass(frozen=True, slots=True)
class SeedReport:
    """What there is to look at. Nothing was made by a call that found the shop filled."""

    is_new: bool
    clients: int = 0
    codes: int = 0
    redemptions: int = 0

    def __str__(self) -> str:
        owner = f"Owner: {OWNER_EMAIL}, password: {OWNER_PASSWORD}"
        if not self.is_new:
            return f"The demo's shop is here already. {owner}"
        return (
            f"{self.clients} clients, {self.codes} codes, {self.redemptions} redemptions. {owner}"
        )


async def seed(database: Database, *, now: datetime) -> SeedReport:
    """Make the demo's shop as it would be at `now`, all of it or nothing.

    The second call does nothing, also at the same moment. Codes differ each time: they come from
    the system's randomness as all codes do. Raises `ShopNotEmpty` for a shop with clients of its
    own.
    """
    async with database.transaction() as session:
        # Whoever fills the shop takes longer than a row is ever held.
        await session.execute(text("SET LOCAL lock_timeout = '60s'"))
        await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if await staff.is_hired(session):
            return SeedReport(is_new=False)
        await _check_empty(session, now)
        report = await _fill(session, now)
        await diary.close(session)
        return report


async def _check_empty(session: AsyncSession, now: datetime) -> None:
    overview = await client_queries.describe_users(
        session, query=OverviewQuery(), shop=ShopSettings(), now=now
    )
    if overview.total:
        raise ShopNotEmpty(clients=overview.total)


async def _fill(session: AsyncSession, now: datetime) -> SeedReport:
    rng = Random(_SEED)  # noqa: S311  sample data, no secret
    opened_at = now - _OPENED_BEFORE
    with diary.at(opened_at):
        owner = await staff.hire_accounts(session, now=opened_at)
    settings, offers = await shop.open_shop(session, owner, opened_at=opened_at, now=now)
    tills = await staff.hire_cashiers(session, owner, shop=settings, opened_at=opened_at, now=now)
    everybody = await _welcome(session, rng, settings, offers.campaign_ids, now)
    # Chances of its own, so that the rest of the story stays as it is told.
    await links.press_links(session, Random(_SEED + 1), everybody, now=now)  # noqa: S311  sample
    giver = Giver(session=session, owner=owner, shop=settings, offers=offers, now=now)
    codes = await giver.give_all(rng, everybody)
    by_leaflet = [code for code in codes if code.campaign_id == offers.campaign_ids[shop.SCHOOL]]
    sold = await school.sell(
        session,
        Random(_SEED + 3),  # noqa: S311  sample data, no secret
        by_leaflet,
        tills=tills,
        shop=settings,
        now=now,
    )
    letters = await news.spread(session, owner, offers, shop=settings, now=now)
    story = Month(
        session=session,
        rng=rng,
        shop=settings,
        owner=owner,
        tills=tills,
        now=now,
        codes=[*(code for code in codes if code not in sold), *letters],
    )
    await story.play()
    await month.argue(session, owner, story)
    await sales.record(session, rng, owner, everybody, shop=settings, now=now)
    await _block_some(session, owner, story, now)
    # Who should have been reminded before the shop opened has been, as the story goes.
    await loyalty.drop_late_reminders(session, shop=settings, now=now)
    return SeedReport(
        is_new=True,
        clients=len(everybody),
        codes=len(sold) + len(story.codes),
        redemptions=len(sold) + len(story.redeemed),
    )


async def _welcome(
    session: AsyncSession,
    rng: Random,
    settings: ShopSettings,
    campaign_ids: dict[str, int],
    now: datetime,
) -> "Sequence[Client]":
    """The clients, in the order they came."""
    came: list[Client] = []
    arrivals = people.arrivals(rng, now=now, shop=settings)
    chances = Random(_SEED + 2)  # noqa: S311  sample data, no secret
    for arrival in school.hand_out(chances, arrivals, now=now, shop=settings):
        known = replace(arrival, campaign_id=campaign_ids.get(arrival.source or ""))
        with diary.at(arrival.joined_at):
            came += await clients.add_bot_users(session, SYSTEM, arrivals=[known])
    return came


async def _block_some(session: AsyncSession, owner: Actor, story: Month, now: datetime) -> None:
    with diary.at(now):
        for code in story.unused()[:_BLOCKED_CODES]:
            await loyalty.block_discount(session, owner, discount_id=code.id, now=now)
