"""The demo's shop."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from dvorik import demo
from dvorik.accounts.models import Account
from dvorik.accounts.types import RoleName
from dvorik.clients.models import Client
from dvorik.demo import people
from dvorik.demo.errors import ShopNotEmpty
from dvorik.embedded import Services
from dvorik.finance.models import Order
from dvorik.kernel.db import Database
from dvorik.kernel.events import EventRow
from dvorik.loyalty import queries
from dvorik.loyalty.models import (
    Attempt,
    Campaign,
    CampaignClick,
    Cashier,
    Discount,
    DiscountTemplate,
    Dispute,
    Redemption,
)
from dvorik.loyalty.rules.verdicts import state_of
from dvorik.loyalty.schemas.campaigns import CampaignFilter
from dvorik.loyalty.types import AttemptStatus, CampaignState, DiscountState, TemplateEvent
from dvorik.messaging.models import Broadcast
from dvorik.messaging.queries.results import describe_broadcast
from dvorik.segments.models import Segment
from dvorik.settings.schemas import ShopSettings
from tests.clients.conftest import put
from tests.conftest import NOON, copied

MOMENTS = (
    NOON,
    datetime(2028, 2, 29, 23, 30, tzinfo=UTC),
    datetime(2027, 1, 1, 14, 1, tzinfo=UTC),
)


@pytest.fixture(scope="module")
async def shop(services: Services, template: str) -> AsyncIterator[Database]:
    """Filled once, for tests that only look: filling it takes seconds."""
    async with copied(services, template, "shop") as database:
        await demo.seed(database, now=NOON)
        yield database


@pytest.mark.parametrize("now", MOMENTS, ids=str)
async def test_there_is_some_of_everything(database: Database, now: datetime) -> None:
    report = await demo.seed(database, now=now)

    async with database.transaction() as session:
        assert report == demo.SeedReport(
            is_new=True,
            clients=people.CLIENT_COUNT,
            codes=report.codes,
            redemptions=report.redemptions,
        )
        assert await count(session, Client) == 300
        assert report.codes > 200
        assert report.redemptions > 150
        assert await accounts_by_role(session) == dict.fromkeys(RoleName, 1)
        assert await events_offered(session) == set(TemplateEvent)
        assert await states(session, now) == set(DiscountState)
        statuses = await session.scalars(select(Attempt.status).distinct())
        assert set(statuses) == {status.value for status in AttemptStatus}
        disputes = await session.scalars(select(Dispute.status).order_by(Dispute.status))
        assert disputes.all() == ["confirmed", "open", "rejected"]
        assert await count(session, Campaign) == 2


async def test_campaigns_have_brought_people_and_money(shop: Database) -> None:
    async with shop.transaction() as session:
        page = await queries.list_campaigns(
            session, CampaignFilter(), bot="https://t.me/shop_bot", shop=ShopSettings(), now=NOON
        )
        latest = await session.scalar(select(func.max(CampaignClick.clicked_at)))
        joined_late = await session.scalar(
            select(func.count())
            .select_from(CampaignClick)
            .join(Client, Client.id == CampaignClick.client_id)
            .where(CampaignClick.clicked_at < Client.created_at)
        )
    school, autumn = page.items
    assert (school.state, autumn.state) == (CampaignState.ENDED, CampaignState.RUNNING)
    assert autumn.link == "https://t.me/shop_bot?start=ref_autumn"
    assert autumn.figures.clicks > autumn.figures.people > autumn.figures.joined > 20
    assert autumn.figures.codes_issued > autumn.figures.codes_redeemed > 0
    assert autumn.figures.money[0].bill_minor > autumn.figures.money[0].discount_minor > 0
    assert school.figures.clicks > school.figures.people > school.figures.joined > 10
    assert school.figures.joined >= school.figures.codes_issued > school.figures.codes_redeemed > 3
    assert school.figures.money[0].bill_minor > school.figures.money[0].discount_minor > 0
    assert latest is not None
    assert latest <= NOON
    assert joined_late == 0


async def test_cashiers_are_those_of_the_story(shop: Database) -> None:
    async with shop.transaction() as session:
        rows = (await session.scalars(select(Cashier).order_by(Cashier.id))).all()
    assert [
        (row.display_name, row.is_active, row.approved_at is None, row.deactivated_at is None)
        for row in rows
    ] == [
        ("Ольга Савчук", True, False, True),
        ("Марина Ветрова", True, False, True),
        ("Павел Дроздов", False, False, False),
        ("Тимур Юсупов", False, True, True),
    ]


async def test_people_of_the_sandbox_are_who_they_are_in_the_shop(shop: Database) -> None:
    async with shop.transaction() as session:
        owner = await session.scalar(select(Account).where(Account.telegram_id == people.OWNER.id))
        cashiers = set(await session.scalars(select(Cashier.telegram_id)))
        clients = set(await session.scalars(select(Client.telegram_id)))
    assert owner is not None
    assert (owner.email, owner.role, owner.display_name) == (
        demo.OWNER_EMAIL,
        "owner",
        "Анна Мармеладова",
    )
    assert people.ACTIVE_CASHIER.id in cashiers
    assert {person.id for person in people.KNOWN} <= clients
    assert {person.id for person in people.NEWCOMERS}.isdisjoint(cashiers | clients)
    assert people.NEWCOMERS[0].id not in clients


async def test_some_celebrate_today(shop: Database) -> None:
    async with shop.transaction() as session:
        celebrating = await session.scalar(
            select(func.count())
            .select_from(Client)
            .where(
                func.extract("month", Client.birthday) == 11,
                func.extract("day", Client.birthday) == 20,
            )
        )
    assert celebrating is not None
    assert celebrating >= people.BIRTHDAYS_TODAY


async def test_counters_equal_the_redemptions_that_stand(shop: Database) -> None:
    async with shop.transaction() as session:
        standing = Counter(
            await session.scalars(
                select(Redemption.discount_id).where(Redemption.canceled_at.is_(None))
            )
        )
        counted = await session.execute(
            select(Discount.id, Discount.used_count).where(Discount.used_count > 0)
        )
        assert dict(standing) == {row.id: row.used_count for row in counted}
        successes = await session.scalar(
            select(func.count()).select_from(Attempt).where(Attempt.status == "success")
        )
        assert successes == await count(session, Redemption)


async def test_the_past_is_told_in_the_past_and_asks_nobody_to_act(shop: Database) -> None:
    async with shop.transaction() as session:
        rows = (await session.scalars(select(EventRow).order_by(EventRow.id))).all()
        joined = await session.execute(
            select(Client.created_at, EventRow.occurred_at).where(
                EventRow.type == "clients.joined",
                EventRow.payload["client_id"].as_integer() == Client.id,
            )
        )
        redeemed = await session.execute(
            select(Redemption.redeemed_at, EventRow.occurred_at).where(
                EventRow.type == "loyalty.discount_redeemed",
                EventRow.payload["redemption_id"].as_integer() == Redemption.id,
            )
        )
        pairs = [*joined, *redeemed]
    assert all(row.fanned_out and row.request_id is None for row in rows)
    moments = [row.occurred_at for row in rows]
    assert moments == sorted(moments)
    assert moments[-1] <= NOON
    assert len(pairs) > 450
    assert all(told == happened for happened, told in pairs)


async def test_trade_follows_the_week(shop: Database) -> None:
    async with shop.transaction() as session:
        moments = await session.scalars(
            select(func.timezone("Asia/Vladivostok", Attempt.attempted_at))
        )
        by_weekday = Counter(moment.weekday() for moment in moments)
    assert by_weekday[5] > by_weekday[1]
    assert set(by_weekday) == set(range(7))


async def test_there_is_a_month_before_to_compare_with(shop: Database) -> None:
    async with shop.transaction() as session:
        lately, before = [
            (
                await within(session, Redemption.redeemed_at, days),
                await within(session, Client.created_at, days),
                await within(session, Discount.issued_at, days),
            )
            for days in (0, 30)
        ]
    for now_count, count_before in zip(lately, before, strict=True):
        assert count_before * 0.9 < now_count < count_before * 2.5


async def test_the_second_time_nothing_is_made(shop: Database) -> None:
    async with shop.transaction() as session:
        before = await everything(session)

    again = await demo.seed(shop, now=NOON + timedelta(days=3))

    assert again == demo.SeedReport(is_new=False)
    async with shop.transaction() as session:
        assert await everything(session) == before


async def test_two_at_once_make_one_shop_that_is_the_same_as_ever(
    real_database: Database, shop: Database
) -> None:
    reports = await asyncio.gather(*(demo.seed(real_database, now=NOON) for _ in range(2)))

    assert sorted(report.is_new for report in reports) == [False, True]
    async with real_database.transaction() as session, shop.transaction() as other:
        assert await faces(session) == await faces(other)
        assert await everything(session) == await everything(other)


async def test_a_shop_with_clients_of_its_own_is_left_alone(database: Database) -> None:
    async with database.transaction() as session:
        await put(session, telegram_id=1, first_name="Анна")
        before = await everything(session)

    with pytest.raises(ShopNotEmpty) as caught:
        await demo.seed(database, now=NOON)

    assert caught.value.params == {"clients": 1}
    async with database.transaction() as session:
        assert await everything(session) == before


async def count(session: AsyncSession, model: type[Any]) -> int:
    return await session.scalar(select(func.count()).select_from(model)) or 0


async def within(session: AsyncSession, moment: InstrumentedAttribute[datetime], days: int) -> int:
    """Rows of the thirty days that ended so many days ago."""
    end = NOON - timedelta(days=days)
    wanted = select(func.count()).where(moment > end - timedelta(days=30), moment <= end)
    return await session.scalar(wanted) or 0


async def accounts_by_role(session: AsyncSession) -> dict[str, int]:
    """Active ones that the demo made: the test world has three of its own."""
    rows = await session.execute(
        select(Account.role, func.count().label("number"))
        .where(Account.status == "active", Account.email.like("%@example.com"))
        .group_by(Account.role)
    )
    return {row.role: row.number for row in rows}


async def events_offered(session: AsyncSession) -> set[str]:
    return set(await session.scalars(select(DiscountTemplate.event)))


async def states(session: AsyncSession, now: datetime) -> set[DiscountState]:
    return {
        state_of(
            used_count=code.used_count,
            usage_limit=code.usage_limit,
            starts_at=code.starts_at,
            expires_at=code.expires_at,
            blocked_at=code.blocked_at,
            now=now,
        )
        for code in await session.scalars(select(Discount))
    }


async def everything(session: AsyncSession) -> list[int]:
    """How many rows there are of each kind."""
    tables = ("account", "client", "cashier", "discount", "redemption_attempt", "event_log")
    counts = [await session.scalar(text(f"SELECT count(*) FROM {name}")) for name in tables]
    return [number or 0 for number in counts]


async def faces(session: AsyncSession) -> list[tuple[object, ...]]:
    rows = await session.execute(
        select(
            Client.display_name, Client.birthday, Client.phone, Client.tags, Client.created_at
        ).order_by(Client.id)
    )
    return [tuple(row) for row in rows]


async def test_broadcasts_went_out_and_brought_people_in(shop: Database) -> None:
    async with shop.transaction() as session:
        rows = (await session.scalars(select(Broadcast).order_by(Broadcast.id))).all()
        assert [row.status for row in rows] == ["sent", "sent", "draft"]
        figures = await describe_broadcast(session, rows[1], shop=ShopSettings(), now=NOON)
        assert await count(session, Segment) == 3
        assert await count(session, Order) > 60
    deliveries = {status.value: number for status, number in figures.deliveries.items() if number}
    assert deliveries["sent"] > 100
    assert deliveries.keys() == {"sent", "blocked", "unknown", "skipped"}
    assert figures.redeemed > 10


async def test_attempts_are_written_down_in_the_order_of_time(shop: Database) -> None:
    async with shop.transaction() as session:
        moments = (await session.scalars(select(Attempt.attempted_at).order_by(Attempt.id))).all()
        newest = await session.scalar(select(Attempt.status).order_by(Attempt.id.desc()).limit(1))
    assert moments == sorted(moments)
    assert newest != AttemptStatus.CASHIER_NOT_ACTIVE
