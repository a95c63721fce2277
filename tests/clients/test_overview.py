"""The audience in numbers."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from dvorik.clients import queries
from dvorik.clients.schemas import OverviewQuery, UserOverview
from dvorik.kernel.db import Database
from dvorik.settings.schemas import ShopSettings
from tests.clients.conftest import Add
from tests.conftest import NOON

SHOP = ShopSettings()


async def overview(database: Database, **period: date) -> UserOverview:
    async with database.transaction() as session:
        return await queries.describe_users(
            session, query=OverviewQuery(**period), shop=SHOP, now=NOON
        )


async def test_an_empty_shop_has_an_empty_overview(database: Database) -> None:
    shown = await overview(database)

    assert (shown.total, shown.subscribed, shown.joined) == (0, 0, 0)
    assert (shown.by_language, shown.by_gender, shown.by_source) == ({}, {}, {})
    assert (shown.joined_from, shown.joined_until) == (date(2026, 10, 22), date(2026, 11, 20))
    assert [day.count for day in shown.joined_by_day] == [0] * 30


async def test_everybody_is_counted_where_they_belong_and_test_people_nowhere(
    database: Database, add: Add
) -> None:
    await add(is_subscribed=True, gender="female", language="uk", source="insta", consent_at=NOON)
    await add(is_subscribed=True, gender="female", bot_blocked_at=NOON, phone="+79141234567")
    await add(birthday=date(1990, 11, 26), is_blacklisted=True, source="insta")
    await add(birthday=date(1990, 11, 27))
    await add(is_test=True, is_subscribed=True, birthday=date(1990, 11, 20))
    await add(telegram_id=None, birthday=date(1990, 11, 20))

    shown = await overview(database)

    assert shown.model_dump(include=set(UserOverview.model_fields) - {"joined_by_day"}) == {
        "total": 4,
        "subscribed": 2,
        "blocked": 1,
        "blacklisted": 1,
        "with_consent": 1,
        "with_phone": 1,
        "with_birthday": 2,
        "birthdays_this_week": 1,
        "by_language": {"ru": 3, "uk": 1},
        "by_gender": {"female": 2, "unknown": 2},
        "by_source": {"insta": 2, "": 2},
        "joined_from": date(2026, 10, 22),
        "joined_until": date(2026, 11, 20),
        "joined": 4,
    }


async def test_days_of_joining_are_the_shops(database: Database, add: Add) -> None:
    friday = datetime(2026, 11, 19, 14, 0, tzinfo=UTC)
    await add(created_at=friday)
    await add(created_at=friday)
    await add(created_at=friday - timedelta(minutes=1))
    await add(created_at=friday - timedelta(days=1, minutes=1))

    shown = await overview(database, from_on=date(2026, 11, 19), until_on=date(2026, 11, 20))

    assert [(day.day.day, day.count) for day in shown.joined_by_day] == [(19, 1), (20, 2)]
    assert shown.joined == 3


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ({"from_on": date(2026, 11, 1)}, 20),
        ({"from_on": date(2020, 1, 1)}, 366),
        ({"from_on": date(2030, 1, 1)}, 1),
        ({"until_on": date(2026, 1, 31)}, 30),
        ({"from_on": date(1900, 1, 1), "until_on": date(1900, 1, 1)}, 1),
        ({"until_on": date(1900, 1, 1)}, 30),
        ({"from_on": date(2200, 12, 31)}, 1),
    ],
)
async def test_a_missing_end_of_the_period_follows_from_the_other(
    database: Database, period: dict[str, date], days: int
) -> None:
    assert len((await overview(database, **period)).joined_by_day) == days


@pytest.mark.parametrize(("days", "reason"), [(-1, "period_reversed"), (366, "period_too_long")])
def test_a_senseless_period_is_refused(days: int, reason: str) -> None:
    start = date(2026, 1, 1)
    with pytest.raises(ValidationError) as caught:
        OverviewQuery(from_on=start, until_on=start + timedelta(days=days))

    assert [error["type"] for error in caught.value.errors()] == [reason]
