"""A shop with a crowd in the sandbox, and senders that carry its broadcasts to them."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import text

from dvorik.kernel import clock
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.queries import broadcasts as queries
from dvorik.messaging.queries import results
from dvorik.messaging.schemas.broadcasts import BroadcastCreate, BroadcastStats, BroadcastView
from dvorik.messaging.tasks import start_due
from dvorik.messaging.types import DeliveryStatus
from dvorik.sandbox.client import Sandbox
from dvorik.sandbox.types import BotSpec
from dvorik.sender.process import serve
from dvorik.settings.schemas import ShopSettings
from tests.conftest import OLGA

BOT = BotSpec("7100000001:" + "S" * 35, "crowd_test_bot", "Crowd")
FIRST = 3_000_000_000
_LOOK_SECONDS = 0.02


@dataclass(frozen=True, kw_only=True)
class Shop:
    database: Database
    cache: Cache
    config: Config
    sandbox: Sandbox

    def limited(self) -> "Shop":
        """The same with the pace that production has."""
        return replace(self, config=self.config.model_copy(update={"sandbox_without_limit": False}))

    async def add_crowd(self, count: int) -> list[int]:
        """People who have started the bot, as clients too; their Telegram ids."""
        people = await self.sandbox.crowd(BOT, count, first_id=FIRST)
        async with self.database.transaction() as session:
            await session.execute(
                text(
                    "INSERT INTO client (telegram_id, first_name, gender, language, is_subscribed,"
                    " tags, notes, is_blacklisted, is_test, version, consent_at)"
                    " SELECT id, 'Person ' || id, 'unknown', 'ru', true, '{}', '', false, false, 1,"
                    " now() FROM generate_series(CAST(:first AS bigint), :last) AS id"
                ),
                {"first": people.start, "last": people.stop - 1},
            )
        return list(people)

    async def send_now(self, **more: Any) -> int:
        """Write a broadcast to everyone and start it; its id."""
        draft = BroadcastCreate.model_validate(
            {
                "title": "Autumn",
                "content": {"text": "Hello, {first_name|friend}!"},
                "audience": {"kind": "everyone"},
                "has_quiet_hours": False,
                **more,
            }
        )
        async with self.database.transaction() as session:
            row = await broadcasts.create_broadcast(
                session, OLGA, draft=draft, shop=ShopSettings(), now=clock.now()
            )
            await broadcasts.schedule_broadcast(
                session, OLGA, broadcast_id=row.id, scheduled_at=None, now=clock.now()
            )
        assert row.id in await start_due(self.database, self.cache)
        return row.id

    async def look(self, broadcast_id: int) -> BroadcastView:
        async with self.database.transaction() as session:
            row = await queries.get_broadcast(session, broadcast_id)
            return BroadcastView.model_validate(row)

    async def figures(self, broadcast_id: int) -> BroadcastStats:
        async with self.database.transaction() as session:
            row = await queries.get_broadcast(session, broadcast_id)
            return await results.describe_broadcast(
                session, row, shop=ShopSettings(), now=clock.now()
            )

    async def counts(self, broadcast_id: int) -> dict[str, int]:
        """Deliveries by status, without those nobody is in."""
        found = (await self.figures(broadcast_id)).deliveries
        return {status.value: number for status, number in found.items() if number}

    async def wait_for_status(self, broadcast_id: int, status: str, *, seconds: float = 90) -> None:
        async def has_it() -> bool:
            return (await self.look(broadcast_id)).status == status

        await eventually(has_it, seconds=seconds)

    async def wait_for_sent(self, broadcast_id: int, count: int) -> None:
        async def enough() -> bool:
            found = (await self.figures(broadcast_id)).deliveries
            return found[DeliveryStatus.SENT] >= count

        await eventually(enough)

    @asynccontextmanager
    async def sending(self, senders: int = 1) -> AsyncIterator[None]:
        """Senders in this process, as `dvorik sender` runs them; stopped with the block."""
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for _ in range(senders):
                group.create_task(serve(self.config, stop))
            try:
                yield
            finally:
                stop.set()

    def spawn(self) -> subprocess.Popen[bytes]:
        """A sender in a process of its own, to be killed."""
        assert self.config.database_url
        assert self.config.redis_url
        return subprocess.Popen(
            [sys.executable, "-m", "dvorik.sender"],
            env={
                **os.environ,
                "APP_ENV": "test",
                "DATABASE_URL": self.config.database_url,
                "REDIS_URL": self.config.redis_url,
                "TELEGRAM_MAIN_BOT_TOKEN": BOT.token,
                "TELEGRAM_API_URL": self.config.telegram_api_url,
                "SANDBOX_WITHOUT_LIMIT": str(self.config.sandbox_without_limit),
            },
            stderr=subprocess.DEVNULL,
        )


async def eventually(is_true: Callable[[], Awaitable[bool]], *, seconds: float = 90) -> None:
    # Programs that start at once take their time on a machine where others run too.
    deadline = time.monotonic() + seconds
    while not await is_true():
        assert time.monotonic() < deadline, "waited too long"
        await asyncio.sleep(0.05)


@dataclass
class Watch:
    """How long this process, and the sandbox in it, stood still at the longest."""

    standstill_seconds: float = 0.0

    @property
    def ceiling(self) -> float:
        """Messages that may seem to come in one second: Telegram's thirty, and what gathers while
        nobody looks at the clock."""
        return 30 * (1 + self.standstill_seconds)


@asynccontextmanager
async def watching_the_clock() -> AsyncIterator[Watch]:
    watch = Watch()
    loop = asyncio.get_running_loop()

    async def look() -> None:
        while True:
            due = loop.time() + _LOOK_SECONDS
            await asyncio.sleep(_LOOK_SECONDS)
            late = loop.time() - due
            # What the selector rounds is no standstill.
            if late > _LOOK_SECONDS:
                watch.standstill_seconds = max(watch.standstill_seconds, late)

    async with asyncio.TaskGroup() as group:
        looking = group.create_task(look())
        try:
            yield watch
        finally:
            looking.cancel()
