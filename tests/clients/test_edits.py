"""Changes people in the panel make on a card."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import actions, queries, rules
from dvorik.clients.errors import (
    BadPhone,
    BirthdayInFuture,
    BirthdayTooRecent,
    ClientNotFound,
    PhoneTaken,
)
from dvorik.clients.models import Client
from dvorik.clients.schemas import UserEdit
from dvorik.kernel.actor import Actor, Permission
from dvorik.kernel.db import Database
from dvorik.kernel.errors import AppError, Forbidden, StaleVersion
from dvorik.kernel.events import EventRow
from dvorik.settings.schemas import ShopSettings
from tests.clients.conftest import Add, put
from tests.conftest import NOON, OLGA, TIM

SHOP = ShopSettings()
LATER = NOON + timedelta(hours=1)


async def edit(
    session: AsyncSession,
    client: Client,
    *,
    actor: Actor = OLGA,
    version: int | None = None,
    **fields: Any,
) -> Client:
    return await actions.edit_user(
        session,
        actor,
        client_id=client.id,
        edit=UserEdit(**fields),
        version=version,
        shop=SHOP,
        now=LATER,
    )


async def recorded(session: AsyncSession) -> list[tuple[str, int, dict[str, Any]]]:
    await session.flush()
    rows = await session.scalars(select(EventRow).order_by(EventRow.id))
    return [(row.type, row.actor_id, row.payload) for row in rows]


async def test_an_edit_changes_what_it_names_and_tells_only_the_names(
    session: AsyncSession, add: Add
) -> None:
    client = await add(last_name="Котова", notes="любит лакрицу")

    changed = await edit(
        session,
        client,
        first_name="Анна",
        phone="8 914 123-45-67",
        gender="female",
        birthday=date(2002, 2, 3),
        tags=["VIP", "vip", "Новые "],
        is_blacklisted=True,
    )

    assert (changed.first_name, changed.last_name, changed.notes) == (
        "Анна",
        "Котова",
        "любит лакрицу",
    )
    assert (changed.phone, changed.gender, changed.tags) == (
        "+79141234567",
        "female",
        ["vip", "новые"],
    )
    assert (changed.birthday, changed.is_blacklisted) == (date(2002, 2, 3), True)
    assert (changed.version, changed.updated_at) == (2, LATER)
    assert await recorded(session) == [
        (
            "clients.changed",
            OLGA.id,
            {
                "client_id": client.id,
                "fields": ["phone", "gender", "birthday", "tags", "is_blacklisted"],
            },
        )
    ]


async def test_null_empties_a_field(session: AsyncSession, add: Add) -> None:
    client = await add(phone="+79141234567", notes="x", birthday=date(2002, 2, 3), tags=["vip"])

    changed = await edit(session, client, phone=None, notes=None, birthday=None, tags=[])

    assert (changed.phone, changed.notes, changed.birthday, changed.tags) == (None, "", None, [])


async def test_an_edit_that_changes_nothing_is_no_event(session: AsyncSession, add: Add) -> None:
    client = await add(phone="+79141234567")

    same = await edit(session, client, first_name="Анна", phone="+7 914 123 45 67")

    assert (same.version, same.updated_at) == (1, NOON)
    assert await recorded(session) == []


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"phone": "12"}, BadPhone),
        ({"phone": "позвоните мне"}, BadPhone),
        ({"phone": "123-45-67"}, BadPhone),
        ({"phone": "+7 914 123 45 67 доб. 5"}, BadPhone),
        ({"birthday": date(2026, 11, 21)}, BirthdayInFuture),
        ({"birthday": date(2026, 11, 20)}, BirthdayTooRecent),
    ],
)
async def test_a_refused_edit_changes_nothing(
    session: AsyncSession, add: Add, fields: dict[str, Any], error: type[AppError]
) -> None:
    client = await add()

    with pytest.raises(error):
        await edit(session, client, notes="новое", **fields)

    kept = await queries.get_client(session, client.id)
    assert (kept.notes, kept.phone, kept.birthday, kept.version) == ("", None, None, 1)
    assert await recorded(session) == []


async def test_an_edit_of_an_older_version_is_refused(session: AsyncSession, add: Add) -> None:
    client = await add()
    await edit(session, client, notes="первое", version=1)

    with pytest.raises(StaleVersion) as caught:
        await edit(session, client, notes="второе", version=1)

    assert caught.value.params == {"version": 2}
    assert (await edit(session, client, notes="третье", version=2)).notes == "третье"


async def test_two_edits_of_one_version_at_once_leave_one(real_database: Database) -> None:
    async with real_database.transaction() as session:
        client = await put(session, telegram_id=1, first_name="Анна")

    async def write(notes: str) -> None:
        async with real_database.transaction() as session:
            await edit(session, client, notes=notes, version=1)

    outcomes = await asyncio.gather(*(write(str(n)) for n in range(10)), return_exceptions=True)

    assert sum(isinstance(outcome, StaleVersion) for outcome in outcomes) == 9
    assert sum(outcome is None for outcome in outcomes) == 1


async def test_a_phone_belongs_to_one_client_even_when_two_are_edited_at_once(
    real_database: Database,
) -> None:
    async with real_database.transaction() as session:
        clients = [await put(session, telegram_id=n, first_name="Анна") for n in range(1, 6)]

    async def write(client: Client) -> None:
        async with real_database.transaction() as session:
            await edit(session, client, phone="+79141234567")

    outcomes = await asyncio.gather(*map(write, clients), return_exceptions=True)

    assert sum(isinstance(outcome, PhoneTaken) for outcome in outcomes) == 4
    assert sum(outcome is None for outcome in outcomes) == 1


async def test_editing_needs_the_right_and_the_phone_one_more(
    session: AsyncSession, add: Add
) -> None:
    client = await add()
    blind = replace(OLGA, permissions=frozenset({Permission.CLIENTS_EDIT}))

    for actor, fields in ((TIM, {"notes": "x"}), (blind, {"phone": None})):
        with pytest.raises(Forbidden):
            await edit(session, client, actor=actor, **fields)

    assert (await edit(session, client, actor=blind, notes="можно")).notes == "можно"


async def test_only_living_bot_users_are_edited(session: AsyncSession, add: Add) -> None:
    for client in (await add(telegram_id=None), await add(deleted_at=NOON)):
        with pytest.raises(ClientNotFound):
            await edit(session, client, notes="x")


numbers = st.one_of(
    st.text(alphabet="+0123456789 ()-", max_size=25),
    st.integers(min_value=1, max_value=10**18).map(lambda number: f"+{number}"),
    # Germany's plan is longer than E.164 on paper.
    st.integers(min_value=10**8, max_value=10**15).map(lambda number: f"+49{number}"),
)


@given(numbers)
def test_what_is_read_as_a_phone_can_be_stored(text: str) -> None:
    try:
        phone = rules.parse_phone(text)
    except BadPhone:
        return
    assert phone.startswith("+")
    assert 7 <= len(phone.removeprefix("+")) <= 15
    assert phone[1] != "0"
    assert rules.parse_phone(phone) == phone
