"""What a campaign brought, counted by hand on a small shop in Vladivostok."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.analytics.queries import describe_funnel
from dvorik.analytics.schemas.funnel import Funnel, FunnelPoint, FunnelQuery
from dvorik.analytics.types import Step
from dvorik.kernel.db import Database
from dvorik.loyalty import queries as loyalty
from dvorik.loyalty.models import Campaign
from tests.analytics.shop import Shopkeeper
from tests.conftest import NOON
from tests.loyalty.world import SHOP, add_client

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (16, 17, 18))
WEEK = FunnelQuery(from_on=MONDAY, until_on=date(2026, 11, 22), step=Step.DAY)

NOTHING = {
    "clicks": 0,
    "people": 0,
    "joined": 0,
    "subscribed": 0,
    "codes_issued": 0,
    "codes_redeemed": 0,
    "redemptions": 0,
}


@pytest.fixture
async def keeper(session: AsyncSession) -> Shopkeeper:
    return Shopkeeper(session)


async def funnel(session: AsyncSession, campaign: Campaign, query: FunnelQuery = WEEK) -> Funnel:
    return await describe_funnel(session, campaign.id, query, shop=SHOP, now=NOON)


def counts(point: FunnelPoint) -> dict[str, int]:
    """What is not zero."""
    found = {name: getattr(point, name) for name in NOTHING}
    return {name: number for name, number in found.items() if number}


def by_day(found: Funnel) -> dict[date, dict[str, int]]:
    return {point.from_on: counts(point) for point in found.points if counts(point)}


async def test_a_press_becomes_money(session: AsyncSession, keeper: Shopkeeper) -> None:
    poster = await keeper.campaign("Афиша")
    gift = await keeper.template("15 %")
    anna = await keeper.client(MONDAY, campaign_id=poster.id, is_subscribed=True)
    boris = await keeper.client(TUESDAY, campaign_id=poster.id)
    known = await keeper.client(date(2026, 1, 1), is_subscribed=True)
    for client, day in ((anna, MONDAY), (anna, TUESDAY), (boris, TUESDAY), (known, TUESDAY)):
        await keeper.click(poster, client, day)
    used = await keeper.code(MONDAY, template=gift, campaign_id=poster.id, used_count=1)
    await keeper.code(TUESDAY, template=gift, campaign_id=poster.id)
    taken: dict[str, Any] = {"campaign_id": poster.id, "discount_minor": 15_00}
    await keeper.redemption(used, WEDNESDAY, bill_minor=100_00, **taken)
    await keeper.redemption(used, WEDNESDAY, bill_minor=None, **taken)
    await keeper.redemption(used, WEDNESDAY, bill_minor=7_00, currency="USD", **taken)
    await keeper.redemption(used, WEDNESDAY, bill_minor=1, canceled_at=NOON, **taken)

    found = await funnel(session, poster)

    assert by_day(found) == {
        MONDAY: {
            "clicks": 1,
            "people": 1,
            "joined": 1,
            "subscribed": 1,
            "codes_issued": 1,
            "codes_redeemed": 1,
        },
        TUESDAY: {"clicks": 3, "people": 3, "joined": 1, "codes_issued": 1},
        WEDNESDAY: {"redemptions": 3},
    }
    # Anna pressed on two days and is one of three people.
    assert counts(found.total) == {
        "clicks": 4,
        "people": 3,
        "joined": 2,
        "subscribed": 1,
        "codes_issued": 2,
        "codes_redeemed": 1,
        "redemptions": 3,
    }
    rates = (found.total.join_rate, found.total.subscribe_rate, found.total.redeem_rate)
    assert rates == (0.6667, 0.5, 0.5)
    assert [money.model_dump() for money in found.total.money] == [
        {
            "currency": "RUB",
            "redemptions": 2,
            "bills": 1,
            "bill_minor": 100_00,
            "discount_minor": 30_00,
        },
        {
            "currency": "USD",
            "redemptions": 1,
            "bills": 1,
            "bill_minor": 7_00,
            "discount_minor": 15_00,
        },
    ]
    assert found.points[2].money == found.total.money


async def test_nothing_is_no_rate(session: AsyncSession, keeper: Shopkeeper) -> None:
    found = await funnel(session, await keeper.campaign("Афиша"))

    assert counts(found.total) == {}
    rates = (found.total.join_rate, found.total.subscribe_rate, found.total.redeem_rate)
    assert rates == (None, None, None)
    assert [money.currency for money in found.total.money] == ["RUB"]
    assert len(found.points) == 7
    assert [money.model_dump() for money in found.people_money] == [
        {"currency": "RUB", "bills": 0, "bill_minor": 0, "orders": 0, "orders_minor": 0}
    ]


async def test_days_are_those_of_the_shop(session: AsyncSession, keeper: Shopkeeper) -> None:
    poster = await keeper.campaign("Афиша")
    last = datetime(2026, 11, 16, 13, 59, 59, 999999, tzinfo=UTC)
    first = datetime(2026, 11, 16, 14, 0, tzinfo=UTC)
    before = datetime(2026, 11, 15, 13, 59, 59, tzinfo=UTC)
    after = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
    for moment in (before, last, first, after):
        client = await keeper.client(moment, campaign_id=poster.id)
        await keeper.click(poster, client, moment)
        code = await keeper.code(moment, campaign_id=poster.id)
        await keeper.redemption(code, moment, campaign_id=poster.id)

    found = await funnel(session, poster)

    one = {"clicks": 1, "people": 1, "joined": 1, "codes_issued": 1, "redemptions": 1}
    assert by_day(found) == {MONDAY: one, TUESDAY: one}
    assert counts(found.total) == dict.fromkeys(one, 2)


async def test_others_and_test_people_are_left_out(
    session: AsyncSession, keeper: Shopkeeper
) -> None:
    poster, blog = await keeper.campaign("Афиша"), await keeper.campaign("Блог")
    tester = await keeper.client(MONDAY, campaign_id=poster.id, is_test=True)
    gone = await keeper.client(MONDAY, campaign_id=poster.id, deleted_at=NOON)
    anna = await keeper.client(MONDAY, campaign_id=blog.id)
    await keeper.click(poster, tester, MONDAY)
    await keeper.click(blog, anna, MONDAY)
    await keeper.click(poster, gone, MONDAY)
    code = await keeper.code(MONDAY, campaign_id=poster.id, is_test=True)
    await keeper.redemption(code, MONDAY, campaign_id=poster.id, is_test=True)

    found = await funnel(session, poster)

    assert counts(found.total) == {"clicks": 1, "people": 1}


async def test_money_of_the_people_it_brought(session: AsyncSession, keeper: Shopkeeper) -> None:
    poster = await keeper.campaign("Афиша")
    anna = await keeper.client(date(2026, 3, 1), campaign_id=poster.id)
    other = await keeper.client(MONDAY)
    code = await keeper.code(MONDAY)
    for client, bill in ((anna, 50_00), (anna, None), (other, 999_00)):
        await keeper.redemption(code, TUESDAY, client_id=client.id, bill_minor=bill)
        await keeper.order(TUESDAY, 10_00, client_id=client.id)
    await keeper.order(TUESDAY, 3_00, client_id=anna.id, currency="USD")
    await keeper.order(date(2026, 11, 15), 77_00, client_id=anna.id)

    found = await funnel(session, poster)

    assert [money.model_dump() for money in found.people_money] == [
        {"currency": "RUB", "bills": 1, "bill_minor": 50_00, "orders": 2, "orders_minor": 20_00},
        {"currency": "USD", "bills": 0, "bill_minor": 0, "orders": 1, "orders_minor": 3_00},
    ]
    assert counts(found.total) == {}


async def test_a_period_that_was_not_given_is_the_campaigns_life(
    session: AsyncSession, keeper: Shopkeeper
) -> None:
    lives = {
        date(2026, 10, 1): (date(2026, 10, 1), Step.DAY),
        date(2025, 11, 21): (date(2025, 11, 21), Step.WEEK),
        date(2020, 1, 1): (date(2023, 11, 21), Step.MONTH),
    }
    for born, (from_on, step) in lives.items():
        campaign = await keeper.campaign("Афиша", created_at=keeper.at(born))
        found = await funnel(session, campaign, FunnelQuery())
        assert (found.total.from_on, found.total.until_on) == (from_on, date(2026, 11, 20))
        assert (found.step, found.points[0].from_on) == (step, from_on)


async def test_the_list_shows_the_same_since_ever(
    session: AsyncSession, keeper: Shopkeeper
) -> None:
    poster, blog = await keeper.campaign("Афиша"), await keeper.campaign("Блог")
    anna = await keeper.client(date(2024, 1, 1), campaign_id=poster.id, is_subscribed=True)
    for _ in range(2):
        await keeper.click(poster, anna, MONDAY)
    tester = await add_client(session, campaign_id=poster.id, is_test=True)
    await keeper.click(poster, tester, MONDAY)
    code = await keeper.code(MONDAY, campaign_id=poster.id, used_count=1)
    await keeper.redemption(
        code, MONDAY, campaign_id=poster.id, bill_minor=9_00, discount_minor=1_00
    )

    seen = await loyalty.view_campaign(session, poster.id, bot=None, shop=SHOP, now=NOON)
    empty = await loyalty.view_campaign(session, blog.id, bot=None, shop=SHOP, now=NOON)

    figures = seen.figures.model_dump()
    assert figures.pop("money") == [
        {
            "currency": "RUB",
            "redemptions": 1,
            "bills": 1,
            "bill_minor": 9_00,
            "discount_minor": 1_00,
        }
    ]
    assert figures == {
        "clicks": 2,
        "people": 1,
        "joined": 1,
        "subscribed": 1,
        "codes_issued": 1,
        "codes_redeemed": 1,
        "redemptions": 1,
    }
    assert {name: getattr(empty.figures, name) for name in NOTHING} == NOTHING


async def test_get_campaign_funnel(http: AsyncClient, database: Database) -> None:
    async with database.transaction() as session:
        keeper = Shopkeeper(session)
        poster = await keeper.campaign("Афиша")
        await keeper.click(poster, await keeper.client(MONDAY, campaign_id=poster.id), MONDAY)
    path = f"/api/v1/campaigns/{poster.id}/funnel"

    shown = await http.get(path, params={"from_on": "2026-11-16", "step": "week"})
    missing = await http.get("/api/v1/campaigns/999999/funnel")
    reversed_ = await http.get(path, params={"from_on": "2026-11-16", "until_on": "2026-11-15"})
    unknown = await http.get(path, params={"stp": "week"})

    assert shown.status_code == 200
    assert (shown.json()["timezone"], shown.json()["step"]) == ("Asia/Vladivostok", "week")
    assert shown.json()["total"]["join_rate"] == 1.0
    assert [point["clicks"] for point in shown.json()["points"]] == [1]
    assert (missing.status_code, missing.json()["code"]) == (404, "loyalty.campaign_not_found")
    assert reversed_.json()["code"] == "analytics.period_reversed"
    assert unknown.status_code == 422
