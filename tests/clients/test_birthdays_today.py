"""Who has a birthday today, by the shop's calendar."""

from datetime import UTC, date, datetime

from httpx2 import AsyncClient

from dvorik.kernel.db import Database
from tests.conftest import NOON, TIM, Acting
from tests.loyalty.world import add_client

PATH = "/api/v1/users/birthdays"


async def test_those_who_are_to_be_congratulated_by_name(
    http: AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        vera = await add_client(session, first_name="Вера", birthday=date(1990, 11, 20))
        boris = await add_client(
            session, first_name="Борис", birthday=date(2000, 11, 20), telegram_id=None
        )
        for fields in (
            {"birthday": date(1990, 11, 21)},
            {"birthday": None},
            {"is_test": True},
            {"is_blacklisted": True},
            {"deleted_at": NOON},
        ):
            await add_client(session, **{"birthday": date(1990, 11, 20), **fields})

    response = await http.get(PATH)

    assert response.status_code == 200
    assert response.json() == {
        "on": "2026-11-20",
        "total": 2,
        "items": [
            {"id": boris.id, "full_name": "Борис", "age": 26},
            {"id": vera.id, "full_name": "Вера", "age": 36},
        ],
    }


async def test_the_shop_s_zone_decides_what_today_is(
    http: AsyncClient, database: Database, acting: Acting
) -> None:
    async with database.transaction() as session:
        await add_client(session, birthday=date(1990, 11, 21))
    # Still the 20th in Greenwich, already the 21st in Vladivostok.
    acting.now = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)

    shown = (await http.get(PATH)).json()

    assert (shown["on"], shown["total"]) == ("2026-11-21", 1)


async def test_the_29th_of_february_is_celebrated_a_day_early_in_common_years(
    http: AsyncClient, database: Database, acting: Acting
) -> None:
    async with database.transaction() as session:
        await add_client(session, birthday=date(2000, 2, 29))
    acting.now = datetime(2027, 2, 28, 2, 0, tzinfo=UTC)
    assert [one["age"] for one in (await http.get(PATH)).json()["items"]] == [27]

    acting.now = datetime(2028, 2, 28, 2, 0, tzinfo=UTC)
    assert (await http.get(PATH)).json()["items"] == []


async def test_without_the_right_nobody_is_named(http: AsyncClient, acting: Acting) -> None:
    acting.actor = TIM

    response = await http.get(PATH)

    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
