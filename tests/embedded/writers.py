"""Clients that write without a pause, reconnect when a server dies, and remember every promise."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

import asyncpg
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from dvorik.embedded import Services

Promise = tuple[int, int]
"""Writer and number of a write that the server acknowledged."""

Connect = Callable[[], AbstractAsyncContextManager[Callable[[int, int], Awaitable[object]]]]

_WRITERS = 8
_ENOUGH = 20
_GONE = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    RedisError,
    OSError,
)


class Writer:
    """Writes until it has kept enough promises on a connection made after the strike."""

    def __init__(self, writer: int, connect: Connect) -> None:
        self.writer = writer
        self.promises: set[Promise] = set()
        self.wrote_enough = asyncio.Event()
        self._connect = connect
        self._was_struck = False
        self._number = 0

    async def run(self) -> None:
        while not await self._write_while_it_lasts():  # noqa: ASYNC110  no event tells of its return
            await asyncio.sleep(0.02)

    def note_strike(self) -> None:
        self._was_struck = True

    async def _write_while_it_lasts(self) -> bool:
        """False when the server went away before it kept enough promises."""
        is_last, kept = self._was_struck, 0
        try:
            async with self._connect() as write:
                while not (is_last and kept >= _ENOUGH):
                    self._number += 1
                    await write(self.writer, self._number)
                    self.promises.add((self.writer, self._number))
                    kept += 1
                    if kept >= _ENOUGH:
                        self.wrote_enough.set()
        except _GONE:
            return False
        return True


async def promises_around(connect: Connect, strike: Callable[[], None]) -> set[Promise]:
    """Everything acknowledged before and after `strike`, which hits while all writers are busy."""
    writers = [Writer(number, connect) for number in range(_WRITERS)]
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        for writer in writers:
            group.create_task(writer.run())
        for writer in writers:
            await writer.wrote_enough.wait()
        strike()
        for writer in writers:
            writer.note_strike()
    return set().union(*(writer.promises for writer in writers))


async def promises_once_back(connect: Connect) -> set[Promise]:
    """However long the server is away; on as many connections as it takes."""
    writer = Writer(_WRITERS, connect)
    writer.note_strike()
    async with asyncio.timeout(30):
        await writer.run()
    return writer.promises


async def promises_until_refused(connect: Connect) -> set[Promise]:
    promises: set[Promise] = set()
    with suppress(*_GONE):
        async with asyncio.timeout(30), connect() as write:
            while True:
                number = len(promises)
                await write(-1, number)
                promises.add((-1, number))
    return promises


async def make_table(services: Services) -> None:
    async with postgres(services) as connection:
        await connection.execute("create table promise (writer int, number int)")


@asynccontextmanager
async def postgres(services: Services) -> AsyncIterator["asyncpg.Connection"]:
    connection = await asyncpg.connect(str(services.database_url).replace("+asyncpg", ""))
    try:
        yield connection
    finally:
        connection.terminate()


def rows_of(services: Services) -> Connect:
    @asynccontextmanager
    async def connect() -> AsyncIterator[Callable[[int, int], Awaitable[object]]]:
        async with postgres(services) as connection:
            yield lambda writer, number: connection.execute(
                "insert into promise values ($1, $2)", writer, number
            )

    return connect


def keys_of(services: Services) -> Connect:
    @asynccontextmanager
    async def connect() -> AsyncIterator[Callable[[int, int], Awaitable[object]]]:
        once = Retry(NoBackoff(), 0)
        async with Redis.from_url(str(services.redis_url), retry=once) as client:
            yield lambda writer, number: client.set(f"{writer}:{number}", "")

    return connect


async def found_rows(services: Services) -> set[Promise]:
    async with postgres(services) as connection:
        return {tuple(row) for row in await connection.fetch("select * from promise")}


async def found_keys(services: Services) -> set[Promise]:
    async with Redis.from_url(str(services.redis_url), decode_responses=True) as client:
        keys = await client.keys("*")
    pairs = (str(key).split(":") for key in keys)
    return {(int(writer), int(number)) for writer, number in pairs}
