import asyncio

import pytest
from sqlalchemy import text

from dvorik.kernel.db import Database
from dvorik.kernel.errors import Busy


async def test_a_row_held_by_another_is_busy_not_a_hang(real_database: Database) -> None:
    update = text("UPDATE account SET first_name = 'x' WHERE id = 1")
    async with real_database.transaction() as holder:
        await holder.execute(update)
        with pytest.raises(Busy):
            async with real_database.transaction() as second:
                await second.execute(text("SET LOCAL lock_timeout = '50ms'"))
                await second.execute(update)


async def test_a_deadlock_is_busy_for_one_and_nothing_for_the_other(
    real_database: Database,
) -> None:
    both_hold_one = asyncio.Barrier(2)

    async def lock(first: int, second: int) -> None:
        async with real_database.transaction() as session:
            update = text("UPDATE account SET last_name = 'x' WHERE id = :id")
            await session.execute(update, {"id": first})
            await both_hold_one.wait()
            await session.execute(update, {"id": second})

    outcomes = await asyncio.gather(lock(1, 2), lock(2, 1), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Busy", "NoneType"]


async def test_an_error_rolls_everything_back(real_database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with real_database.transaction() as session:
            await session.execute(text("UPDATE account SET first_name = 'x' WHERE id = 1"))
            raise RuntimeError

    async with real_database.transaction() as session:
        name = await session.scalar(text("SELECT first_name FROM account WHERE id = 1"))
    assert name == "Ольга"
