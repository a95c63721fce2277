"""Which moments belong to a period, and how it is cut into steps."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from dvorik.analytics import actions, queries, rules
from dvorik.analytics.errors import PeriodReversed, PeriodTooLong, StepTooFine
from dvorik.analytics.rules import MAX_DAYS, Period
from dvorik.analytics.schemas.figures import KpiQuery, Trade, TradeQuery
from dvorik.analytics.types import Comparison, Step
from dvorik.settings.schemas import ShopSettings
from tests.analytics.shop import Shopkeeper
from tests.conftest import NOON
from tests.statements import counting

VLADIVOSTOK, KYIV = ShopSettings(), ShopSettings(timezone="Europe/Kyiv")
TODAY = date(2026, 11, 20)

days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
lengths = st.integers(1, MAX_DAYS)


@pytest.fixture
def keeper(session: AsyncSession) -> Shopkeeper:
    return Shopkeeper(session)


async def trade(session: AsyncSession, shop: ShopSettings = KYIV, **query: Any) -> Trade:
    return await queries.describe_trade(session, TradeQuery(**query), shop=shop, now=NOON)


@pytest.mark.parametrize(
    ("day", "first", "after"),
    [
        # 25 hours: clocks go back.
        (date(2026, 10, 25), "2026-10-24T21:00Z", "2026-10-25T22:00Z"),
        # 23 hours: clocks go forward.
        (date(2026, 3, 29), "2026-03-28T22:00Z", "2026-03-29T21:00Z"),
    ],
)
async def test_a_day_of_23_or_25_hours_is_one_day(
    session: AsyncSession, keeper: Shopkeeper, day: date, first: str, after: str
) -> None:
    starts, ends = datetime.fromisoformat(first), datetime.fromisoformat(after)
    second = timedelta(seconds=1)
    for moment in (starts - second, starts, starts, ends - second, ends, ends, ends):
        await keeper.attempt(moment, "success")

    shown = await trade(session, from_on=day - timedelta(days=1), until_on=day + timedelta(days=1))

    assert [point.attempts for point in shown.points] == [1, 3, 3]


async def test_the_hour_that_comes_twice_is_one_hour_of_the_heat(
    session: AsyncSession, keeper: Shopkeeper
) -> None:
    code = await keeper.code(TODAY)
    await keeper.redemption(code, datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    await keeper.redemption(code, datetime(2026, 10, 25, 1, 30, tzinfo=UTC))

    shown = await trade(session, from_on=date(2026, 10, 25), until_on=date(2026, 10, 25))

    assert [(c.weekday, c.hour, c.redemptions) for c in shown.by_hour if c.redemptions] == [
        (7, 3, 2)
    ]


async def test_days_are_those_of_the_zone_that_is_set_now(
    session: AsyncSession, keeper: Shopkeeper
) -> None:
    """20:00 in Kyiv on the 10th is 04:00 in Vladivostok on the 11th."""
    await keeper.attempt(datetime(2026, 11, 10, 18, tzinfo=UTC), "success")
    period = {"from_on": date(2026, 11, 10), "until_on": date(2026, 11, 11)}

    in_kyiv = await trade(session, KYIV, **period)
    in_vladivostok = await trade(session, VLADIVOSTOK, **period)

    assert [point.attempts for point in in_kyiv.points] == [1, 0]
    assert [point.attempts for point in in_vladivostok.points] == [0, 1]
    assert (in_kyiv.timezone, in_vladivostok.timezone) == ("Europe/Kyiv", "Asia/Vladivostok")


async def test_a_period_of_one_day_is_compared_with_the_day_before(
    session: AsyncSession, keeper: Shopkeeper
) -> None:
    await keeper.attempt(TODAY, "success")
    await keeper.attempt(TODAY - timedelta(days=1), "success")
    query = KpiQuery(from_on=TODAY, until_on=TODAY)

    shown = await queries.describe_kpi(session, query, shop=VLADIVOSTOK, now=NOON)

    assert (shown.period.from_on, shown.period.until_on, shown.period.attempts) == (TODAY, TODAY, 1)
    assert shown.before is not None
    assert (shown.before.until_on, shown.before.attempts) == (TODAY - timedelta(days=1), 1)


async def test_the_future_is_empty_and_its_audience_is_todays(
    session: AsyncSession, keeper: Shopkeeper
) -> None:
    await keeper.client(TODAY, is_subscribed=True)
    await keeper.code(TODAY, expires_at=NOON + timedelta(days=60))

    shown = await trade(
        session, from_on=TODAY + timedelta(days=55), until_on=TODAY + timedelta(days=65)
    )

    assert [(p.joined, p.codes_expired, p.attempts) for p in shown.points] == [(0, 0, 0)] * 11
    assert {(p.audience, p.audience_subscribed) for p in shown.points} == {(1, 1)}


async def test_every_step_has_a_point_and_the_ends_may_be_parts_of_one(
    session: AsyncSession, keeper: Shopkeeper
) -> None:
    await keeper.attempt(date(2026, 11, 8), "success")
    await keeper.attempt(date(2026, 11, 9), "success")

    weeks = await trade(
        session, VLADIVOSTOK, from_on=date(2026, 11, 4), until_on=TODAY, step=Step.WEEK
    )
    months = await trade(
        session, VLADIVOSTOK, from_on=date(2026, 9, 15), until_on=TODAY, step=Step.MONTH
    )

    assert [(p.from_on.day, p.until_on.day, p.attempts) for p in weeks.points] == [
        (4, 8, 1),
        (9, 15, 1),
        (16, 20, 0),
    ]
    assert [(p.from_on, p.until_on, p.attempts) for p in months.points] == [
        (date(2026, 9, 15), date(2026, 9, 30), 0),
        (date(2026, 10, 1), date(2026, 10, 31), 0),
        (date(2026, 11, 1), TODAY, 2),
    ]
    assert weeks.before is not None
    assert [(p.from_on.day, p.until_on.day) for p in weeks.before] == [
        (18, 18),
        (19, 25),
        (26, 1),
        (2, 3),
    ]


async def test_without_comparison_nothing_else_is_counted(session: AsyncSession) -> None:
    query = KpiQuery(compare=Comparison.NOTHING)

    shown = await queries.describe_kpi(session, query, shop=VLADIVOSTOK, now=NOON)

    assert shown.before is None
    assert (await trade(session, compare=Comparison.NOTHING)).before is None


@pytest.mark.parametrize(
    "query",
    [
        {"from_on": TODAY, "until_on": TODAY},
        {"from_on": TODAY - timedelta(days=364), "until_on": TODAY},
    ],
)
async def test_the_number_of_statements_hangs_neither_on_the_period_nor_on_the_rows(
    session: AsyncSession, engine: AsyncEngine, keeper: Shopkeeper, query: dict[str, Any]
) -> None:
    for n in range(30):
        code = await keeper.code(TODAY - timedelta(days=n), template=await keeper.template("Т"))
        await keeper.redemption(code, TODAY, cashier_id=(await keeper.cashier("К")).id)

    with counting(engine) as of_kpi:
        await queries.describe_kpi(session, KpiQuery(**query), shop=VLADIVOSTOK, now=NOON)
    with counting(engine) as of_trade:
        await trade(session, VLADIVOSTOK, **query)
    await actions.roll_up(session, shop=VLADIVOSTOK, now=NOON)
    with counting(engine) as of_rolled:
        await queries.describe_kpi(session, KpiQuery(**query), shop=VLADIVOSTOK, now=NOON)

    assert len(of_kpi) == 9
    assert len(of_trade) == 14
    assert len(of_rolled) <= 13


def test_a_period_that_was_not_given_ends_today() -> None:
    read = rules.read_period
    month = timedelta(days=29)

    assert read(None, None, today=TODAY) == Period(TODAY - month, TODAY)
    assert read(TODAY, None, today=TODAY) == Period(TODAY, TODAY)
    assert read(None, date(2026, 1, 30), today=TODAY) == Period(date(2026, 1, 1), date(2026, 1, 30))
    tomorrow = TODAY + timedelta(days=1)
    assert read(tomorrow, None, today=TODAY) == Period(tomorrow, tomorrow)


def test_a_period_has_an_order_and_at_most_three_years() -> None:
    with pytest.raises(PeriodReversed):
        Period(TODAY, TODAY - timedelta(days=1))

    assert Period(date(2023, 11, 21), TODAY).days == MAX_DAYS
    with pytest.raises(PeriodTooLong):
        Period(date(2023, 11, 20), TODAY)


def test_at_most_400_points_are_given() -> None:
    assert len(rules.cut(Period(TODAY - timedelta(days=399), TODAY), Step.DAY)) == 400
    with pytest.raises(StepTooFine):
        rules.cut(Period(TODAY - timedelta(days=400), TODAY), Step.DAY)
    longest = Period(TODAY - timedelta(days=MAX_DAYS - 1), TODAY)
    assert len(rules.cut(longest, Step.WEEK)) == 157
    assert len(rules.cut(longest, Step.MONTH)) == 37


@given(days, lengths, st.sampled_from([Step.WEEK, Step.MONTH]))
def test_steps_cover_the_period_without_gaps(first: date, length: int, step: Step) -> None:
    period = Period(first, first + timedelta(days=length - 1))

    parts = rules.cut(period, step)

    assert (parts[0].from_on, parts[-1].until_on) == (period.from_on, period.until_on)
    assert sum(part.days for part in parts) == period.days
    for part, following in pairwise(parts):
        assert following.from_on == part.until_on + timedelta(days=1)
        is_monday, is_first = following.from_on.weekday() == 0, following.from_on.day == 1
        assert is_monday if step is Step.WEEK else is_first


@given(days, lengths)
def test_the_period_before_is_as_long_and_ends_where_it_begins(first: date, length: int) -> None:
    period = Period(first, first + timedelta(days=length - 1))

    before = period.before()

    assert before.days == period.days
    assert before.until_on + timedelta(days=1) == period.from_on
