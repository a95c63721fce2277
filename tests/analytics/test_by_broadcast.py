"""What each broadcast brought, counted by hand."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.analytics.queries import describe_trade
from dvorik.analytics.schemas.figures import BroadcastResult, TradeQuery
from tests.analytics.shop import Shopkeeper
from tests.conftest import NOON
from tests.loyalty.world import SHOP

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (16, 17, 18))


async def results(session: AsyncSession, **days: date) -> list[BroadcastResult]:
    query = TradeQuery(**{"from_on": MONDAY, "until_on": WEDNESDAY, **days})
    return (await describe_trade(session, query, shop=SHOP, now=NOON)).by_broadcast


def counts(result: BroadcastResult) -> dict[str, Any]:
    return result.model_dump(exclude={"id", "title", "started_at", "money"})


async def test_from_sending_to_money(session: AsyncSession) -> None:
    keeper = Shopkeeper(session)
    news = await keeper.broadcast(TUESDAY, title="Новинки")
    codes = [await keeper.code(TUESDAY) for _ in range(4)]
    clicked = {"clicked_at": NOON, "clicked_button": "Хочу"}
    await keeper.delivery(news, "sent", discount_id=codes[0].id, **clicked)
    await keeper.delivery(news, "sent", discount_id=codes[1].id)
    await keeper.delivery(news, "failed", discount_id=codes[2].id)
    await keeper.delivery(news, "unknown", discount_id=codes[3].id)
    await keeper.delivery(news, "blocked")
    await keeper.delivery(news, "skipped", reason="blocked")
    await keeper.delivery(news, "canceled")
    used = {"discount_minor": 10_00, "bill_minor": 100_00}
    await keeper.redemption(codes[0], WEDNESDAY, **used)
    await keeper.redemption(codes[0], NOON, **used, currency="USD")
    await keeper.redemption(codes[1], NOON, bill_minor=None, discount_minor=5_00)
    await keeper.redemption(codes[2], NOON, **used, canceled_at=NOON)
    # Before the message came: it was not the message.
    await keeper.redemption(codes[3], MONDAY, **used)
    await keeper.redemption(await keeper.code(TUESDAY), WEDNESDAY, **used)

    [result] = await results(session)

    assert (result.id, result.title, result.started_at) == (news.id, "Новинки", news.started_at)
    assert counts(result) == {
        "recipients": 5,
        "sent": 2,
        "blocked": 1,
        "failed": 1,
        "unknown": 1,
        "clicked": 1,
        "codes": 4,
        "redeemed": 2,
        "conversion": 0.5,
        "redemptions": 3,
    }
    assert [money.model_dump() for money in result.money] == [
        {
            "currency": "RUB",
            "redemptions": 2,
            "bills": 1,
            "bill_minor": 100_00,
            "discount_minor": 15_00,
        },
        {
            "currency": "USD",
            "redemptions": 1,
            "bills": 1,
            "bill_minor": 100_00,
            "discount_minor": 10_00,
        },
    ]


async def test_a_message_without_codes_has_no_conversion(session: AsyncSession) -> None:
    keeper = Shopkeeper(session)
    news = await keeper.broadcast(MONDAY)
    await keeper.delivery(news, "sent")
    await keeper.broadcast(TUESDAY, status="sending")

    empty, plain = await results(session)

    assert (plain.sent, plain.codes, plain.conversion) == (1, 0, None)
    assert set(counts(empty).values()) == {0, None}
    assert [money.currency for money in empty.money] == ["RUB"]


async def test_broadcasts_of_other_days_tests_and_drafts_are_left_out(
    session: AsyncSession,
) -> None:
    keeper = Shopkeeper(session)
    first = await keeper.broadcast(datetime(2026, 11, 15, 14, 0, tzinfo=UTC))
    last = await keeper.broadcast(datetime(2026, 11, 18, 13, 59, 59, tzinfo=UTC))
    await keeper.broadcast(datetime(2026, 11, 15, 13, 59, 59, tzinfo=UTC))
    await keeper.broadcast(datetime(2026, 11, 18, 14, 0, tzinfo=UTC))
    await keeper.broadcast(TUESDAY, is_test=True)
    await keeper.broadcast(TUESDAY, test_of_id=first.id)
    await keeper.broadcast(TUESDAY, started_at=None, status="draft")

    assert [result.id for result in await results(session)] == [last.id, first.id]
