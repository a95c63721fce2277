"""A shop, a sandbox in a process of its own with a crowd in it, and real senders between them."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from sqlalchemy import text

from bench.ground import make_database
from dvorik.embedded import Services
from dvorik.kernel import cache as redis
from dvorik.kernel import clock
from dvorik.kernel.actor import SYSTEM
from dvorik.kernel.db import Database
from dvorik.kernel.errors import Unavailable
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.schemas.broadcasts import BroadcastCreate
from dvorik.messaging.tasks import start_due
from dvorik.sandbox.client import Sandbox
from dvorik.sandbox.types import BotSpec
from dvorik.settings.schemas import ShopSettings

BOT = BotSpec("7200000001:" + "B" * 35, "bench_test_bot", "Bench")
FIRST = 3_000_000_000
TEXT = "Hello! The autumn collection is here."


class Bench:
    """The shop, the sandbox with its crowd, and the servers beneath."""

    def __init__(self, database_url: str, redis_url: str, sandbox: Sandbox) -> None:
        self.database_url = database_url
        self.redis_url = redis_url
        self.sandbox = sandbox
        self.database = Database(database_url)
        self.cache = redis.connect(redis_url)

    async def add_clients(self, count: int) -> None:
        async with self.database.transaction() as session:
            await session.execute(
                text(
                    "INSERT INTO client (telegram_id, first_name, gender, language, is_subscribed,"
                    " tags, notes, is_blacklisted, is_test, version, consent_at)"
                    " SELECT id, 'Person', 'unknown', 'ru', true, '{}', '', false, false, 1, now()"
                    " FROM generate_series(CAST(:first AS bigint), :last) AS id"
                ),
                {"first": FIRST, "last": FIRST + count - 1},
            )

    async def start(self, recipients: int) -> int:
        """A broadcast to the first `recipients`; its id. What was sent before is forgotten."""
        draft = BroadcastCreate.model_validate(
            {
                "title": "Bench",
                "content": {"text": TEXT},
                "audience": {"kind": "everyone"},
                "has_quiet_hours": False,
            }
        )
        async with self.database.transaction() as session:
            tables = "delivery, broadcast, correction, corrected_message"
            await session.execute(text(f"TRUNCATE {tables}"))
            await session.execute(
                text("UPDATE client SET deleted_at = CASE WHEN telegram_id < :last THEN NULL"
                     " ELSE now() END WHERE (deleted_at IS NULL) <> (telegram_id < :last)"),
                {"last": FIRST + recipients},
            )  # fmt: skip
            row = await broadcasts.create_broadcast(
                session, SYSTEM, draft=draft, shop=ShopSettings(), now=clock.now()
            )
            await broadcasts.schedule_broadcast(
                session, SYSTEM, broadcast_id=row.id, scheduled_at=None, now=clock.now()
            )
        await start_due(self.database, self.cache)
        return row.id

    def spawn(self, module: str = "dvorik.sender", *, is_limited: bool) -> subprocess.Popen[bytes]:
        """A sender, or the bots, in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", module],
            env={
                **os.environ,
                "APP_ENV": "test",
                "DATABASE_URL": self.database_url,
                "REDIS_URL": self.redis_url,
                "TELEGRAM_MAIN_BOT_TOKEN": BOT.token,
                "TELEGRAM_API_URL": self.sandbox.base_url,
                "TELEGRAM_AUTH_BOT_TOKEN": "",
                "SANDBOX_WITHOUT_LIMIT": str(not is_limited),
            },
            stderr=subprocess.DEVNULL,
        )

    @contextmanager
    def sender(self, *, is_limited: bool) -> Iterator[int]:
        """The process id of a sender of its own."""
        process = self.spawn(is_limited=is_limited)
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait(20)

    async def wait_for(self, messages: int) -> None:
        while True:
            if (await self.sandbox.statistics(BOT))["messages"] >= messages:
                return
            await asyncio.sleep(0.1)

    async def forget(self, people: int) -> None:
        """A sandbox as new, with `people` who have started the bot."""
        await self.sandbox.reset()
        await self.sandbox.set_limits(per_second=None)
        await self.sandbox.crowd(BOT, people, first_id=FIRST)

    async def wait_until_sent(self, broadcast_id: int) -> None:
        """However long it takes, and whatever becomes of the database meanwhile."""
        query = text("SELECT status FROM broadcast WHERE id = :id")
        while True:
            with suppress(Unavailable):
                async with self.database.transaction() as session:
                    if await session.scalar(query, {"id": broadcast_id}) == "sent":
                        return
            await asyncio.sleep(0.5)

    async def counts(self, broadcast_id: int) -> dict[str, int]:
        """Deliveries by status."""
        async with self.database.transaction() as session:
            query = text(
                "SELECT status, count(*) AS found FROM delivery WHERE broadcast_id = :id"
                " GROUP BY status"
            )
            rows = await session.execute(query, {"id": broadcast_id})
            return {row.status: row.found for row in rows}


@contextmanager
def sandbox_process() -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    bot = f"{BOT.token}:{BOT.username}:Bench"
    command = [sys.executable, "-m", "dvorik.sandbox", "--port", str(port), "--rate", "0"]
    process = subprocess.Popen([*command, "--bot", bot], stdout=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


async def wait_for_port(url: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    while True:
        try:
            _, writer = await asyncio.open_connection(host, int(port))
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return


@asynccontextmanager
async def standing(servers: Services, database: str, people: int) -> AsyncIterator[Bench]:
    """Everything, with `people` as clients."""
    assert servers.database_url
    assert servers.redis_url
    with sandbox_process() as url:
        await wait_for_port(url)
        database_url = await make_database(servers.database_url, database)
        async with Sandbox(url) as sandbox:
            bench = Bench(database_url, servers.redis_url, sandbox)
            await bench.cache.flushdb()
            await bench.add_clients(people)
            yield bench
            await bench.database.close()
            await bench.cache.aclose()
