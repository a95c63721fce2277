import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from dvorik.kernel.db import Database
from dvorik.kernel.errors import Busy, Unavailable

CANNOT_CONNECT_NOW = "57P03"
ADMIN_SHUTDOWN = "57P01"
TOO_MANY_CONNECTIONS = "53300"


@asynccontextmanager
async def refusing_server(sqlstate: str) -> AsyncIterator[str]:
    """The URL of something that speaks PostgreSQL only as far as to let nobody in."""
    fields = f"SFATAL\0VFATAL\0C{sqlstate}\0Mnot now\0\0".encode()

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(8)
        # No encryption; and so the client introduces itself in plain.
        writer.write(b"N")
        await reader.readexactly(4)
        writer.write(b"E" + struct.pack("!i", len(fields) + 4) + fields)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"postgresql+asyncpg://dvorik@127.0.0.1:{port}/dvorik"


async def ask(url: str) -> None:
    database = Database(url)
    try:
        async with database.transaction() as session:
            await session.execute(text("SELECT 1"))
    finally:
        await database.close()


@pytest.mark.parametrize("sqlstate", [CANNOT_CONNECT_NOW, ADMIN_SHUTDOWN, TOO_MANY_CONNECTIONS])
async def test_a_server_that_starts_stops_or_is_full_is_unavailable(sqlstate: str) -> None:
    async with refusing_server(sqlstate) as url:
        with pytest.raises(Unavailable):
            await ask(url)


async def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        await ask(f"postgresql+asyncpg://dvorik@/dvorik?host={tmp_path}")


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
