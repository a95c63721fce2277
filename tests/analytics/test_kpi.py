"""The formulas of docs/figures.md, each on a small shop whose figures are counted by hand."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.analytics import queries
from dvorik.analytics.schemas.figures import Figures, Kpi, KpiQuery, Trade, TradeQuery
from dvorik.analytics.types import Step
from dvorik.clients import actions as clients
from dvorik.kernel import clock
from dvorik.kernel.actor import SYSTEM
from dvorik.settings.schemas import ShopSettings
from tests.analytics.shop import Shopkeeper
from tests.conftest import NOON

SHOP = ShopSettings()
MONDAY = date(2026, 11, 16)
TODAY = date(2026, 11, 20)
WEEK: dict[str, Any] = {"from_on": MONDAY, "until_on": TODAY}


@pytest.fixture
def keeper(session: AsyncSession) -> Shopkeeper:
    return Shopkeeper(session)


async def kpi(session: AsyncSession, shop: ShopSettings = SHOP, **query: Any) -> Kpi:
    return await queries.describe_kpi(session, KpiQuery(**query), shop=shop, now=NOON)


async def trade(session: AsyncSession, shop: ShopSettings = SHOP, **query: Any) -> Trade:
    return await queries.describe_trade(session, TradeQuery(**query), shop=shop, now=NOON)


def only(figures: Figures, *names: str) -> dict[str, Any]:
    return figures.model_dump(include=set(names))


async def test_an_empty_shop_has_zeros_and_no_ratios(session: AsyncSession) -> None:
    shown = await kpi(session)

    assert shown.timezone == "Asia/Vladivostok"
    assert shown.period.model_dump() == {
        "from_on": date(2026, 10, 22),
        "until_on": TODAY,
        "joined": 0,
        "blocked": 0,
        "subscribed": 0,
        "unsubscribed": 0,
        "audience": 0,
        "audience_subscribed": 0,
        "subscribed_share": None,
        "codes_issued": 0,
        "codes_redeemed": 0,
        "conversion": None,
        "codes_expired": 0,
        "attempts": 0,
        "attempts_refused": 0,
        "redemptions": 0,
        "money": [
            {
                "currency": "RUB",
                "bills": 0,
                "bill_minor": 0,
                "average_bill_minor": None,
                "discount_minor": 0,
                "orders": 0,
                "orders_minor": 0,
                "average_order_minor": None,
            }
        ],
    }
    assert shown.before is not None
    assert (shown.before.from_on, shown.before.until_on) == (date(2026, 9, 22), date(2026, 10, 21))
    assert shown.before.model_dump(exclude={"from_on", "until_on"}) == shown.period.model_dump(
        exclude={"from_on", "until_on"}
    )


async def test_audience_growth(session: AsyncSession, keeper: Shopkeeper) -> None:
    """Before the week: two. In it two more join, one of them blocks; a third is a test person."""
    await keeper.client(MONDAY - timedelta(days=1))
    await keeper.client(MONDAY - timedelta(days=40), bot_blocked_at=keeper.at(MONDAY))
    await keeper.client(MONDAY)
    await keeper.client(TODAY, bot_blocked_at=keeper.at(TODAY))
    await keeper.client(TODAY, is_test=True)
    await keeper.client(TODAY, deleted_at=NOON)
    await keeper.client(TODAY, telegram_id=None)

    shown = await kpi(session, **WEEK)

    assert only(shown.period, "joined", "blocked", "audience") == {
        "joined": 2,
        "blocked": 2,
        "audience": 4,
    }
    assert shown.before is not None
    assert (shown.before.from_on, shown.before.until_on) == (date(2026, 11, 11), date(2026, 11, 15))
    assert only(shown.before, "joined", "blocked", "audience") == {
        "joined": 1,
        "blocked": 0,
        "audience": 2,
    }


async def test_the_subscribed_share_of_an_earlier_day_is_todays_with_changes_taken_back(
    session: AsyncSession, keeper: Shopkeeper
) -> None:
    """Now 3 of 5 are subscribed. Anna entered on Tuesday, Vera left on Wednesday; Olena joined on
    Wednesday and entered on Thursday; Ivan was brought over subscribed on Tuesday; Emma never was.
    """
    monday, tuesday, wednesday, thursday, _ = (MONDAY + timedelta(days=n) for n in range(5))
    anna = await keeper.client(MONDAY - timedelta(days=9), is_subscribed=True)
    vera = await keeper.client(MONDAY - timedelta(days=9), is_subscribed=False)
    await keeper.client(tuesday, is_subscribed=True)
    olena = await keeper.client(wednesday, is_subscribed=True)
    await keeper.client(monday, is_subscribed=False)
    await keeper.change(anna, tuesday, is_subscribed=True)
    await keeper.change(vera, wednesday, is_subscribed=False)
    await keeper.change(olena, thursday, is_subscribed=True)
    tester = await keeper.client(MONDAY, is_test=True)
    await keeper.change(tester, tuesday, is_subscribed=True)

    shown = await trade(session, **WEEK, step=Step.DAY)

    names = "audience_subscribed", "audience", "subscribed", "unsubscribed"
    by_day = [tuple(only(point, *names)[name] for name in names) for point in shown.points]
    assert by_day == [(1, 3, 0, 0), (3, 4, 1, 0), (2, 5, 0, 1), (3, 5, 1, 0), (3, 5, 0, 0)]
    assert [point.subscribed_share for point in shown.points] == [0.3333, 0.75, 0.4, 0.6, 0.6]
    assert shown.before is not None
    assert [(p.audience_subscribed, p.audience) for p in shown.before][-2:] == [(1, 2), (1, 2)]


async def test_changes_recorded_by_the_bot_are_those_that_count(
    session: AsyncSession, keeper: Shopkeeper
) -> None:
    client = await keeper.client(MONDAY - timedelta(days=9), is_subscribed=False)
    for is_subscribed in (True, False, True):
        await clients.record_subscription(
            session, SYSTEM, client_id=client.id, is_subscribed=is_subscribed, now=NOON
        )
    # The log is dated by the clock of the server, not by `now`.
    real_today = clock.local_date(clock.now(), SHOP.zone)

    shown = await kpi(session, from_on=real_today, until_on=real_today)

    assert (shown.period.subscribed, shown.period.unsubscribed) == (2, 1)
    assert shown.period.audience_subscribed == 1
    assert shown.before is not None
    assert shown.before.audience_subscribed == 0


async def test_codes_and_their_conversion(session: AsyncSession, keeper: Shopkeeper) -> None:
    """Three codes of the week, of which two were used, one of them twice; one of before, used in
    the week; one taken back; one of a test person.
    """
    for used_count in (0, 1, 2):
        await keeper.code(MONDAY, usage_limit=3, used_count=used_count)
    await keeper.code(MONDAY - timedelta(days=1), used_count=1)
    await keeper.code(TODAY, is_test=True, used_count=1)

    shown = await kpi(session, **WEEK)

    wanted = "codes_issued", "codes_redeemed", "conversion"
    assert only(shown.period, *wanted) == dict(zip(wanted, (3, 2, 0.6667), strict=True))
    assert shown.before is not None
    assert only(shown.before, *wanted) == dict(zip(wanted, (1, 1, 1.0), strict=True))


async def test_expired_codes_had_uses_left_and_were_not_blocked(
    session: AsyncSession, keeper: Shopkeeper
) -> None:
    wednesday = keeper.at(MONDAY + timedelta(days=2))
    issued_on = MONDAY - timedelta(days=60)
    await keeper.code(issued_on, expires_at=wednesday)
    await keeper.code(issued_on, expires_at=wednesday, usage_limit=3, used_count=2)
    await keeper.code(issued_on, expires_at=wednesday, used_count=1)
    await keeper.code(issued_on, expires_at=wednesday, blocked_at=NOON)
    await keeper.code(issued_on, expires_at=wednesday, is_test=True)
    await keeper.code(issued_on, expires_at=NOON + timedelta(hours=1))

    shown = await kpi(session, **WEEK)

    assert shown.period.codes_expired == 2


async def test_money_of_redemptions_and_orders(session: AsyncSession, keeper: Shopkeeper) -> None:
    """Bills 100.00, 200.01 and none; a canceled one and a test one do not count; dollars apart."""
    code = await keeper.code(MONDAY)
    await keeper.redemption(code, TODAY, bill_minor=10_000, discount_minor=1_000)
    await keeper.redemption(code, TODAY, bill_minor=20_001, discount_minor=2_000)
    await keeper.redemption(code, TODAY)
    await keeper.redemption(code, TODAY, bill_minor=70_000, discount_minor=9, canceled_at=NOON)
    await keeper.redemption(code, TODAY, bill_minor=70_000, discount_minor=9, is_test=True)
    await keeper.redemption(code, TODAY, bill_minor=500, discount_minor=50, currency="USD")
    await keeper.order(TODAY, 30_000)
    await keeper.order(TODAY, 30_001)
    await keeper.order(TODAY, 99, canceled_at=NOON, cancel_reason="typed twice")
    await keeper.order(TODAY, 99, is_test=True)
    await keeper.order(TODAY, 7, currency="EUR")

    shown = await kpi(session, **WEEK)

    assert shown.period.redemptions == 4
    rub, eur, usd = (money.model_dump() for money in shown.period.money)
    assert rub == {
        "currency": "RUB",
        "bills": 2,
        "bill_minor": 30_001,
        "average_bill_minor": 15_001,
        "discount_minor": 3_000,
        "orders": 2,
        "orders_minor": 60_001,
        "average_order_minor": 30_001,
    }
    assert (eur["currency"], eur["orders_minor"], eur["bills"]) == ("EUR", 7, 0)
    assert (usd["currency"], usd["bill_minor"], usd["orders"]) == ("USD", 500, 0)


async def test_sums_outgrow_64_bits(session: AsyncSession, keeper: Shopkeeper) -> None:
    code = await keeper.code(MONDAY)
    for _ in range(3):
        await keeper.redemption(code, TODAY, bill_minor=2**62, discount_minor=2**62)
        await keeper.order(TODAY, 2**62)

    (money,) = (await kpi(session, **WEEK)).period.money

    assert (money.bill_minor, money.discount_minor, money.orders_minor) == (3 * 2**62,) * 3
    assert (money.average_bill_minor, money.average_order_minor) == (2**62, 2**62)


async def test_attempts(session: AsyncSession, keeper: Shopkeeper) -> None:
    for status in ("success", "not_found", "expired"):
        await keeper.attempt(TODAY, status)
    await keeper.attempt(TODAY, "success", is_test=True)
    await keeper.attempt(MONDAY - timedelta(days=1), "success")

    shown = await kpi(session, **WEEK)

    assert only(shown.period, "attempts", "attempts_refused") == {
        "attempts": 3,
        "attempts_refused": 2,
    }


async def test_conversion_by_template_and_campaign(
    session: AsyncSession, keeper: Shopkeeper
) -> None:
    autumn = await keeper.campaign("Осень")
    welcome, cake = await keeper.template("За подписку"), await keeper.template("Торт")
    for used_count in (1, 1, 0):
        await keeper.code(MONDAY, template=welcome, used_count=used_count, campaign_id=autumn.id)
    await keeper.code(MONDAY, template=cake)
    await keeper.code(MONDAY, template=cake, is_test=True, used_count=1)
    await keeper.code(MONDAY - timedelta(days=1), template=cake, used_count=1)

    shown = await trade(session, **WEEK)

    assert [row.model_dump() for row in shown.by_template] == [
        {"id": welcome.id, "name": "За подписку", "issued": 3, "redeemed": 2, "conversion": 0.6667},
        {"id": cake.id, "name": "Торт", "issued": 1, "redeemed": 0, "conversion": 0.0},
    ]
    assert [row.model_dump() for row in shown.by_campaign] == [
        {"id": autumn.id, "name": "Осень", "issued": 3, "redeemed": 2, "conversion": 0.6667}
    ]


async def test_the_work_of_each_cashier(session: AsyncSession, keeper: Shopkeeper) -> None:
    vera, oleg, _ = [await keeper.cashier(name) for name in ("Вера", "Олег", "Без дела")]
    code = await keeper.code(MONDAY)
    for status in ("success", "success", "success", "not_found"):
        await keeper.attempt(TODAY, status, cashier_id=vera.id)
    await keeper.redemption(code, TODAY, cashier_id=vera.id)
    await keeper.redemption(code, TODAY, cashier_id=vera.id, canceled_at=NOON)
    await keeper.redemption(
        code, TODAY, cashier_id=vera.id, canceled_at=NOON, cancel_reason="ошибка"
    )
    await keeper.attempt(TODAY, "not_found", cashier_id=oleg.id)
    await keeper.attempt(MONDAY - timedelta(days=1), "not_found", cashier_id=oleg.id)
    await keeper.attempt(TODAY, "not_found")

    shown = await trade(session, **WEEK)

    assert [row.model_dump(exclude={"id"}) for row in shown.by_cashier] == [
        {
            "name": "Вера",
            "attempts": 4,
            "refused": 1,
            "redemptions": 1,
            "undone": 1,
            "reversed": 1,
        },
        {
            "name": "Олег",
            "attempts": 1,
            "refused": 1,
            "redemptions": 0,
            "undone": 0,
            "reversed": 0,
        },
    ]


async def test_the_heat_of_a_week_is_in_wall_clock_time(
    session: AsyncSession, keeper: Shopkeeper
) -> None:
    code = await keeper.code(MONDAY)
    await keeper.redemption(code, NOON)
    await keeper.redemption(code, NOON - timedelta(days=7))
    await keeper.redemption(code, datetime(2026, 11, 15, 14, 30, tzinfo=UTC))
    await keeper.redemption(code, NOON, canceled_at=NOON)

    shown = await trade(session, from_on=date(2026, 11, 1), until_on=TODAY)

    assert len(shown.by_hour) == 7 * 24
    hot = {(cell.weekday, cell.hour): cell.redemptions for cell in shown.by_hour}
    assert {place: number for place, number in hot.items() if number} == {(5, 12): 2, (1, 0): 1}
