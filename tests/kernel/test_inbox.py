import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from dvorik.kernel import inbox
from dvorik.kernel.db import Database
from dvorik.kernel.inbox import LEASE, BotName, UpdateRow, UpdateStatus
from tests.conftest import NOON


def message(update_id: int, chat_id: int) -> dict[str, Any]:
    return {"update_id": update_id, "message": {"chat": {"id": chat_id}, "text": "hello"}}


async def receive(database: Database, *updates: dict[str, Any]) -> int:
    async with database.transaction() as session:
        return await inbox.receive(session, BotName.CLIENT, updates, now=NOON)


async def claim(database: Database, *, after: timedelta = timedelta()) -> list[int]:
    async with database.transaction() as session:
        rows = await inbox.claim(session, BotName.CLIENT, now=NOON + after, limit=10)
        return [row.update_id for row in rows]


async def row_id(database: Database, update_id: int) -> int:
    async with database.transaction() as session:
        found = select(UpdateRow.id).where(UpdateRow.update_id == update_id)
        return (await session.scalars(found)).one()


async def test_the_same_update_is_kept_once(database: Database) -> None:
    assert await receive(database, message(1, 10), message(2, 10)) == 2
    assert await receive(database, message(2, 10), message(3, 10)) == 1


async def test_the_same_update_ten_times_at_once_is_one_row(real_database: Database) -> None:
    kept = await asyncio.gather(*(receive(real_database, message(1, 10)) for _ in range(10)))

    assert sorted(kept) == [0] * 9 + [1]


async def test_a_chat_goes_in_order_and_chats_go_side_by_side(database: Database) -> None:
    await receive(database, message(1, 10), message(2, 10), message(3, 20))

    assert await claim(database) == [1, 3]
    assert await claim(database) == []

    async with database.transaction() as session:
        assert await inbox.finish(session, await row_id(database, 1)) is True
    assert await claim(database) == [2]


async def test_what_was_finished_is_not_finished_again(database: Database) -> None:
    await receive(database, message(1, 10))
    key = await row_id(database, 1)

    async with database.transaction() as session:
        assert await inbox.finish(session, key) is True
        assert await inbox.finish(session, key) is False


async def test_a_lease_that_runs_out_frees_the_update(database: Database) -> None:
    await receive(database, message(1, 10))

    assert await claim(database) == [1]
    assert await claim(database, after=LEASE - timedelta(seconds=1)) == []
    assert await claim(database, after=LEASE) == [1]


async def test_two_claimers_never_get_the_same_update(real_database: Database) -> None:
    await receive(real_database, *(message(number, number) for number in range(1, 31)))

    claimed = await asyncio.gather(*(claim(real_database) for _ in range(6)))

    taken = [update_id for part in claimed for update_id in part]
    assert len(taken) == len(set(taken))
    rest = await claim(real_database)
    while rest:
        taken += rest
        rest = await claim(real_database)
    assert sorted(taken) == list(range(1, 31))


async def test_an_update_that_keeps_failing_is_set_aside(database: Database) -> None:
    await receive(database, message(1, 10), message(2, 10))
    key = await row_id(database, 1)

    outcomes = []
    for _ in range(inbox.MAX_ATTEMPTS):
        async with database.transaction() as session:
            outcomes.append(await inbox.fail(session, key, ValueError("x"), now=NOON))

    assert outcomes == [UpdateStatus.NEW, UpdateStatus.NEW, UpdateStatus.SET_ASIDE]
    assert await claim(database) == [2]


async def test_handled_updates_are_forgotten_and_waiting_ones_are_not(database: Database) -> None:
    await receive(database, message(1, 10), message(2, 20))
    async with database.transaction() as session:
        await inbox.finish(session, await row_id(database, 1))
        assert await inbox.forget_before(session, NOON, limit=10) == 0
        assert await inbox.forget_before(session, NOON + timedelta(seconds=1), limit=10) == 1
        left = await session.scalar(select(func.count()).select_from(UpdateRow))
    assert left == 1


@pytest.mark.parametrize(
    ("payload", "chat_id"),
    [
        (message(1, 10), 10),
        (
            {"update_id": 1, "callback_query": {"from": {"id": 5}, "message": {"chat": {"id": 6}}}},
            6,
        ),
        ({"update_id": 1, "callback_query": {"from": {"id": 5}}}, 5),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": 7}, "from": {"id": 5}}}, 7),
        ({"update_id": 1, "poll_answer": {"user": {"id": 8}}}, 8),
        ({"update_id": 1, "something_new": {"chat": "not an object"}}, 0),
        ({"update_id": 1}, 0),
    ],
)
def test_the_chat_of_an_update(payload: dict[str, Any], chat_id: int) -> None:
    assert inbox.chat_of(payload) == chat_id
