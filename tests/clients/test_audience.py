"""The list of bot users: each filter, the order, the total, and what is hidden."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries, rules
from dvorik.clients.models import Client
from dvorik.clients.queries.audience import MAX_COUNTED, audience
from dvorik.clients.schemas import UserPage, UserQuery
from dvorik.clients.types import Gender, UserSort
from dvorik.kernel.actor import SYSTEM, Permission
from dvorik.kernel.db import Database
from dvorik.kernel.i18n import Language
from dvorik.settings.schemas import ShopSettings
from tests.clients.conftest import Add
from tests.conftest import NOON, OLGA

SHOP = ShopSettings()
BLIND = replace(OLGA, permissions=OLGA.permissions - {Permission.CLIENTS_PHONES})


async def found(database: Database, **filters: Any) -> list[int]:
    """Ids on the first page."""
    async with database.transaction() as session:
        page = await queries.list_users(
            session, OLGA, query=UserQuery(**filters), shop=SHOP, now=NOON
        )
    assert page.total == len(page.items)
    return [row.id for row in page.items]


async def test_the_audience_is_living_real_people_with_telegram(
    database: Database, add: Add
) -> None:
    real = await add()
    await add(telegram_id=None)
    await add(deleted_at=NOON)
    test = await add(is_test=True)

    assert await found(database) == [real.id]
    assert await found(database, is_test=True) == [test.id]


async def test_those_asked_for_by_id_are_found_if_they_are_of_the_audience(
    database: Database, add: Add
) -> None:
    one, other = await add(), await add()
    await add()
    gone = await add(deleted_at=NOON)

    assert sorted(await found(database, ids=[one.id, other.id, gone.id])) == [one.id, other.id]
    assert await found(database, ids=[one.id], is_blacklisted=True) == []


@pytest.mark.parametrize(
    ("filters", "fields", "others"),
    [
        ({"is_subscribed": True}, {"is_subscribed": True}, {"is_subscribed": False}),
        ({"is_subscribed": False}, {"is_subscribed": False}, {"is_subscribed": True}),
        ({"is_blocked": True}, {"bot_blocked_at": NOON}, {}),
        ({"is_blocked": False}, {}, {"bot_blocked_at": NOON}),
        ({"is_blacklisted": True}, {"is_blacklisted": True}, {}),
        ({"has_birthday": True}, {"birthday": date(2002, 2, 3)}, {}),
        ({"has_birthday": False}, {}, {"birthday": date(2002, 2, 3)}),
        ({"gender": Gender.FEMALE}, {"gender": "female"}, {"gender": "male"}),
        ({"language": Language.UK}, {"language": "uk"}, {"language": "ru"}),
        ({"source": "insta"}, {"source": "insta"}, {"source": "instagram"}),
        ({"tags": ["vip"]}, {"tags": ["vip", "new"]}, {"tags": ["new"]}),
        ({"tags": ["new", "vip"]}, {"tags": ["vip", "x", "new"]}, {"tags": ["vip"]}),
        ({"tags": ["VIP"]}, {"tags": ["vip"]}, {"tags": []}),
        ({"age_from": 24}, {"birthday": date(2002, 11, 20)}, {"birthday": date(2002, 11, 21)}),
        ({"age_to": 23}, {"birthday": date(2002, 11, 21)}, {"birthday": date(2002, 11, 20)}),
        ({"age_from": 18}, {"birthday": date(2000, 1, 1)}, {}),
        # The shop's Friday begins at 14:00 UTC on Thursday.
        (
            {"created_from": date(2026, 11, 20)},
            {"created_at": datetime(2026, 11, 19, 14, 0, tzinfo=UTC)},
            {"created_at": datetime(2026, 11, 19, 13, 59, tzinfo=UTC)},
        ),
        (
            {"created_until": date(2026, 11, 19)},
            {"created_at": datetime(2026, 11, 19, 13, 59, tzinfo=UTC)},
            {"created_at": datetime(2026, 11, 19, 14, 0, tzinfo=UTC)},
        ),
    ],
)
async def test_a_filter_finds_those_and_not_the_others(
    database: Database,
    add: Add,
    filters: dict[str, Any],
    fields: dict[str, Any],
    others: dict[str, Any],
) -> None:
    wanted = await add(**fields)
    await add(**others)

    assert await found(database, **filters) == [wanted.id]


async def test_a_campaign_finds_who_came_by_it(database: Database, add: Add) -> None:
    async with database.transaction() as session:
        campaign_id = await session.scalar(
            text(
                "INSERT INTO campaign (name, slug, used_count, used_minor, issued_count,"
                " is_active, version) VALUES ('Осень', 'autumn', 0, 0, 0, true, 1) RETURNING id"
            )
        )
    wanted = await add(campaign_id=campaign_id)
    await add()

    assert await found(database, campaign_id=campaign_id) == [wanted.id]


async def test_filters_hold_together(database: Database, add: Add) -> None:
    wanted = await add(is_subscribed=True, gender="female", tags=["vip"])
    await add(is_subscribed=True, gender="female")
    await add(is_subscribed=True, gender="male", tags=["vip"])
    await add(gender="female", tags=["vip"])

    three = {"is_subscribed": True, "gender": Gender.FEMALE, "tags": ["vip"]}
    assert await found(database, **three) == [wanted.id]


@pytest.mark.parametrize(
    "search",
    [
        "Алёна",
        "алена",
        "лён",
        "ал",
        "Соколова алёна",
        "сок ал",
        "@lena_s",
        "lena_s",
        "LENA_",
        "777000111",
        "+7 (914) 123-45-67",
        "89141234567",
        "123-45",
    ],
)
async def test_a_search_finds_the_person(database: Database, add: Add, search: str) -> None:
    wanted = await add(
        telegram_id=777000111,
        first_name="Алёна",
        last_name="Соколова",
        username="Lena_S",
        phone="+79141234567",
    )
    await add(first_name="Белла", last_name="Кац", username="lenaXs", phone="+79149999999")

    assert await found(database, search=search) == [wanted.id]


@pytest.mark.parametrize("search", ["ена ", "ен", "%", "_", "\\", "914123456789", "0", "9" * 40])
async def test_a_search_finds_no_more_than_it_says(
    database: Database, add: Add, search: str
) -> None:
    await add(first_name="Ольга", username="olga", phone="+79141234567")

    assert await found(database, search=search) == []


async def test_a_phone_cannot_be_searched_out_without_the_right(
    database: Database, add: Add
) -> None:
    client = await add(phone="+79141234567")
    async with database.transaction() as session:

        async def search(digits: str) -> int:
            query = UserQuery(search=digits)
            page = await queries.list_users(session, BLIND, query=query, shop=SHOP, now=NOON)
            return page.total

        page = await queries.list_users(session, BLIND, query=UserQuery(), shop=SHOP, now=NOON)

        assert [await search(digits) for digits in ("79141234567", "4567", "12345")] == [0, 0, 0]
        assert await search(str(client.telegram_id)) == 1
    assert [(row.phone, row.is_phone_hidden) for row in page.items] == [(None, True)]


async def test_a_row_shows_the_phone_to_those_who_may_see_it(database: Database, add: Add) -> None:
    await add(phone="+79141234567", birthday=date(2002, 11, 20), last_name="Котова")
    async with database.transaction() as session:
        page = await queries.list_users(session, SYSTEM, query=UserQuery(), shop=SHOP, now=NOON)

    [row] = page.items
    assert (row.phone, row.is_phone_hidden) == ("+79141234567", False)
    assert (row.full_name, row.age) == ("Анна Котова", 24)


async def test_orders_end_with_the_id(database: Database, add: Add) -> None:
    hour = timedelta(hours=1)
    first = await add(first_name="Вера", created_at=NOON, last_active_at=NOON)
    second = await add(first_name="Анна", created_at=NOON, last_active_at=NOON + hour)
    third = await add(first_name="Анна", created_at=NOON - hour)

    orders = {
        UserSort.NEWEST: [second, first, third],
        UserSort.OLDEST: [third, first, second],
        UserSort.NAME: [second, third, first],
        UserSort.NAME_REVERSED: [first, third, second],
        UserSort.ACTIVE_LAST: [second, first, third],
        UserSort.ACTIVE_FIRST: [first, second, third],
    }
    for sort, clients in orders.items():
        assert await found(database, sort=sort) == [client.id for client in clients]


async def test_pages_have_the_same_total_and_no_overlap(database: Database, add: Add) -> None:
    ids = [(await add()).id for _ in range(5)]

    async def page(number: int, limit: int) -> tuple[list[int], int]:
        query = UserQuery(page=number, limit=limit)
        async with database.transaction() as session:
            shown = await queries.list_users(session, OLGA, query=query, shop=SHOP, now=NOON)
        return [row.id for row in shown.items], shown.total

    assert await page(1, 2) == (ids[:2:-1], 5)
    assert await page(2, 2) == ([ids[2], ids[1]], 5)
    assert await page(3, 2) == ([ids[0]], 5)
    assert await page(4, 2) == ([], 5)
    assert await page(1, 5) == (ids[::-1], 5)


async def test_a_long_list_in_a_large_shop_is_not_counted_to_its_end(
    session: AsyncSession,
) -> None:
    async def newest(limit: int) -> UserPage:
        query = UserQuery(limit=limit, source="flyer")
        return await queries.list_users(session, OLGA, query=query, shop=SHOP, now=NOON)

    await session.execute(
        text(
            "INSERT INTO client (telegram_id, gender, language, is_subscribed, tags, notes,"
            " is_blacklisted, is_test, version, source, created_at)"
            " SELECT n, 'unknown', 'ru', false, '{}', '', false, false, 1, 'flyer',"
            " timestamptz '2026-01-01' + n * interval '1 minute'"
            " FROM generate_series(1, :count) AS n"
        ),
        {"count": MAX_COUNTED + 1},
    )
    in_a_small_shop = await newest(3)
    await session.execute(
        text("UPDATE pg_class SET reltuples = 1e6 WHERE oid = 'client'::regclass")
    )
    in_a_large_shop = await newest(3)

    assert [row.telegram_id for row in in_a_large_shop.items] == [5001, 5000, 4999]
    assert in_a_small_shop.items == in_a_large_shop.items
    assert (in_a_small_shop.total, in_a_small_shop.is_total_exact) == (5001, True)
    assert (in_a_large_shop.total, in_a_large_shop.is_total_exact) == (5000, False)


async def test_the_audience_is_counted_by_a_partial_index(session: AsyncSession) -> None:
    """A predicate spelled another way than the indexes' would leave them unused."""
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    counted = select(func.count()).select_from(Client).where(*audience())

    plan = await session.scalars(text(f"EXPLAIN {counted.compile(session.get_bind())}"))

    assert "ix_client_" in "\n".join(plan.all())


def test_a_long_number_is_compared_by_its_end() -> None:
    assert rules.read_search("8 914 123-45-67").phone == "%9141234567%"
    assert rules.read_search("123").phone is None
    assert rules.read_search("0").telegram_id is None
    assert rules.read_search("9" * 19).telegram_id is None
    assert rules.read_search("0" * 19 + "1" + "9" * 40).telegram_id is None
