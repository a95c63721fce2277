"""The nightly roll-up changes how long an answer takes, and nothing else."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.analytics import actions, queries, tasks
from dvorik.analytics.models import DayFigures, DayMoney
from dvorik.analytics.rules import ROLLED_DAYS
from dvorik.analytics.schemas.figures import KpiQuery, TradeQuery
from dvorik.analytics.types import Comparison, Step
from dvorik.cli import database as commands
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.settings.schemas import ShopSettings
from tests.analytics.shop import Shopkeeper
from tests.conftest import NOON

SHOP = ShopSettings()
KYIV = ShopSettings(timezone="Europe/Kyiv")
TODAY = date(2026, 11, 20)
LAST_ROLLED = date(2026, 10, 20)

Periods = Sequence[tuple[date, date]]

PERIODS: Periods = [
    (TODAY - timedelta(days=29), TODAY),
    (TODAY, TODAY),
    (LAST_ROLLED, LAST_ROLLED),
    (LAST_ROLLED, LAST_ROLLED + timedelta(days=1)),
    (TODAY - timedelta(days=99), TODAY),
    (TODAY - timedelta(days=80), TODAY - timedelta(days=50)),
    (TODAY - timedelta(days=800), TODAY - timedelta(days=60)),
    (TODAY + timedelta(days=40), TODAY + timedelta(days=70)),
    (date(1999, 1, 1), date(1999, 12, 31)),
    (TODAY - timedelta(days=1095), TODAY),
]


@pytest.fixture
async def keeper(session: AsyncSession) -> Shopkeeper:
    """A shop with something of everything on most of 120 days, late in the day and early."""
    keeper = Shopkeeper(session)
    for n in range(240):
        moment = NOON - timedelta(days=n * 7 % 120, hours=n * 5 % 24)
        await write_down(keeper, n, moment)
    return keeper


async def write_down(keeper: Shopkeeper, n: int, moment: datetime) -> None:
    client = await keeper.client(
        moment, is_subscribed=n % 3 == 0, bot_blocked_at=moment if n % 11 == 0 else None
    )
    for later in range(n % 4):
        when = min(NOON, moment + timedelta(days=later * 17 % 40))
        await keeper.change(client, when, is_subscribed=later % 2 == 0)
    code = await keeper.code(
        moment, used_count=n % 2, expires_at=moment + timedelta(days=20), is_test=n % 13 == 0
    )
    await keeper.attempt(moment, "success" if n % 2 else "not_found")
    await keeper.redemption(
        code,
        moment,
        bill_minor=1_000 + n if n % 5 else None,
        discount_minor=n,
        currency="USD" if n % 7 == 0 else "RUB",
        canceled_at=NOON if n % 17 == 0 else None,
    )
    await keeper.order(moment, 500 + n, currency="UAH" if n % 9 == 0 else "RUB")


async def everything(
    session: AsyncSession, shop: ShopSettings = SHOP, periods: Periods = PERIODS
) -> list[Any]:
    answers: list[Any] = []
    for from_on, until_on in periods:
        period: dict[str, Any] = {"from_on": from_on, "until_on": until_on}
        answers.append(await queries.describe_kpi(session, KpiQuery(**period), shop=shop, now=NOON))
        step = Step.DAY if (until_on - from_on).days < 200 else Step.MONTH
        for asked in {step, Step.WEEK}:
            query = TradeQuery(**period, step=asked)
            answers.append(await queries.describe_trade(session, query, shop=shop, now=NOON))
    return answers


async def test_rolled_days_and_live_ones_together_are_the_plain_answer(
    session: AsyncSession, keeper: Shopkeeper
) -> None:
    plain = await everything(session)

    days = await actions.roll_up(session, shop=SHOP, now=NOON)

    assert days == ROLLED_DAYS
    assert await everything(session) == plain
    assert plain[0].period.joined > 0


async def test_old_figures_come_from_the_roll_up_and_recent_ones_do_not(
    session: AsyncSession, keeper: Shopkeeper
) -> None:
    await actions.roll_up(session, shop=SHOP, now=NOON)

    async def attempts(day: date) -> int:
        query = KpiQuery(from_on=day, until_on=day, compare=Comparison.NOTHING)
        answer = await queries.describe_kpi(session, query, shop=SHOP, now=NOON)
        return answer.period.attempts

    before = [await attempts(day) for day in (LAST_ROLLED, LAST_ROLLED + timedelta(days=1))]
    await keeper.attempt(LAST_ROLLED, "success")
    await keeper.attempt(LAST_ROLLED + timedelta(days=1), "success")
    meanwhile = [await attempts(day) for day in (LAST_ROLLED, LAST_ROLLED + timedelta(days=1))]
    await actions.roll_up(session, shop=SHOP, now=NOON)
    after = [await attempts(day) for day in (LAST_ROLLED, LAST_ROLLED + timedelta(days=1))]

    assert meanwhile == [before[0], before[1] + 1]
    assert after == [before[0] + 1, before[1] + 1]


async def test_after_a_change_of_zone_everything_is_counted_in_the_new_one(
    session: AsyncSession, keeper: Shopkeeper
) -> None:
    few = PERIODS[:5:2]
    in_kyiv = await everything(session, KYIV, few)
    assert in_kyiv != await everything(session, SHOP, few)

    await actions.roll_up(session, shop=SHOP, now=NOON)
    assert await everything(session, KYIV, few) == in_kyiv

    await actions.roll_up(session, shop=KYIV, now=NOON)
    assert await everything(session, KYIV, few) == in_kyiv
    zones = await session.scalars(select(DayFigures.timezone).distinct())
    assert zones.all() == ["Europe/Kyiv"]


async def test_it_runs_once_per_business_day(database: Database) -> None:
    assert await tasks.roll_up_if_due(database, now=NOON) is True
    assert await tasks.roll_up_if_due(database, now=NOON + timedelta(hours=11)) is False
    # 00:00 in Vladivostok.
    assert await tasks.roll_up_if_due(database, now=NOON + timedelta(hours=12)) is True
    # Three days without a worker.
    assert await tasks.roll_up_if_due(database, now=NOON + timedelta(days=4)) is True


async def test_two_at_once_leave_each_day_once(real_database: Database) -> None:
    async with real_database.transaction() as session:
        keeper = Shopkeeper(session)
        await keeper.client(LAST_ROLLED)
        await keeper.order(LAST_ROLLED, 700)

    async def run() -> None:
        async with real_database.transaction() as session:
            await actions.roll_up(session, shop=SHOP, now=NOON)

    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(run())

    async with real_database.transaction() as session:
        figures = await session.execute(select(func.count(), func.sum(DayFigures.joined)))
        money = await session.execute(select(DayMoney.currency, DayMoney.orders_minor))
        assert figures.one() == (ROLLED_DAYS, 1)
        assert [tuple(row) for row in money] == [("RUB", Decimal(700))]


async def test_the_command_counts_at_once(
    real_database: Database, config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    url = real_database.engine.url.render_as_string(hide_password=False)

    for _ in range(2):
        await commands.roll_up(config.model_copy(update={"database_url": url}))

    assert capsys.readouterr().out == "Counted 2192 days.\n" * 2
    async with real_database.transaction() as session:
        rows = await session.scalar(select(func.count()).select_from(DayFigures))
        assert rows == ROLLED_DAYS


async def test_sums_in_the_roll_up_outgrow_64_bits(session: AsyncSession) -> None:
    keeper = Shopkeeper(session)
    for _ in range(3):
        await keeper.order(LAST_ROLLED, 2**62)
    await actions.roll_up(session, shop=SHOP, now=NOON)

    query = KpiQuery(from_on=LAST_ROLLED, until_on=LAST_ROLLED)
    answer = await queries.describe_kpi(session, query, shop=SHOP, now=NOON)

    assert answer.period.money[0].orders_minor == 3 * 2**62
