import asyncio

import pytest

from dvorik.kernel import idempotency
from dvorik.kernel.db import Database
from dvorik.kernel.idempotency import IdempotencyKeyReused


async def pay(
    database: Database, key: str, started: asyncio.Event, go_on: asyncio.Event, *, fail: bool
) -> str:
    """Claims the key, says so, and stays open until told to go on."""
    async with database.transaction() as session:
        if earlier := await idempotency.claim(session, "pay", key):
            return f"replayed {earlier.response}"
        started.set()
        await go_on.wait()
        if fail:
            raise RuntimeError("card machine is off")
        await idempotency.answer(session, "pay", key, {"receipt": 1})
        return "paid"


async def race(
    database: Database, *, first_fails: bool
) -> tuple[str | BaseException, str | BaseException]:
    started, go_on = asyncio.Event(), asyncio.Event()
    first = asyncio.ensure_future(pay(database, "k", started, go_on, fail=first_fails))
    await started.wait()
    second = asyncio.ensure_future(pay(database, "k", asyncio.Event(), go_on, fail=False))
    go_on.set()
    one, two = await asyncio.gather(first, second, return_exceptions=True)
    return one, two


async def test_a_repeated_call_gets_the_first_answer(real_database: Database) -> None:
    assert await race(real_database, first_fails=False) == ("paid", "replayed {'receipt': 1}")


async def test_a_failed_call_frees_the_key(real_database: Database) -> None:
    first, second = await race(real_database, first_fails=True)

    assert isinstance(first, RuntimeError)
    assert second == "paid"


async def test_a_key_with_another_request_is_refused(database: Database) -> None:
    async with database.transaction() as session:
        assert await idempotency.claim(session, "pay", "k", idempotency.fingerprint(b"1")) is None
        assert await idempotency.claim(session, "other", "k", b"") is None
        with pytest.raises(IdempotencyKeyReused):
            await idempotency.claim(session, "pay", "k", idempotency.fingerprint(b"2"))
