"""The bots as a process of their own: killed, replaced, asked to stop."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select

from dvorik.clients.models import Client
from dvorik.kernel import heartbeat
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.heartbeat import Sign
from dvorik.kernel.inbox import UpdateRow
from dvorik.sandbox import cast
from dvorik.sandbox.app import app_of
from dvorik.sandbox.client import Sandbox
from dvorik.sandbox.server import serving
from dvorik.sandbox.types import PersonSpec
from dvorik.sandbox.world import World
from tests.bots.house import until

MASHA = PersonSpec(8003, "Маша", language_code="ru")
BOT = cast.CLIENT_BOT


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    world = World(cast.BOTS, cast.CHANNELS, (MASHA,), rate_per_second=None)
    async with serving(app_of(world)) as url, Sandbox(url) as driver:
        yield driver


@pytest.fixture
def environment(config: Config, real_database: Database, sandbox: Sandbox) -> dict[str, str]:
    own = {
        "APP_ENV": "test",
        "DATABASE_URL": real_database.engine.url.render_as_string(hide_password=False),
        "REDIS_URL": config.redis_url or "",
        "DVORIK_HOME": str(config.dvorik_home),
        "TELEGRAM_API_URL": sandbox.base_url,
        "TELEGRAM_MAIN_BOT_TOKEN": BOT.token,
        "TELEGRAM_AUTH_BOT_TOKEN": "",
    }
    return {**os.environ, **own}


@asynccontextmanager
async def process(environment: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "dvorik.bots", env=environment, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        # Also drains the pipe, so that nothing is left open behind the test.
        await started.communicate()


async def test_a_killed_process_is_replaced_and_a_term_is_obeyed(
    environment: dict[str, str], real_database: Database, cache: Cache, sandbox: Sandbox
) -> None:
    async with process(environment) as first:
        await sandbox.start(MASHA, BOT)
        await sandbox.wait_for_text(MASHA, BOT, "Здравствуйте", timeout=40)
        assert await heartbeat.last(cache, Sign.BOTS) is not None
        async with process(environment) as second:
            first.kill()
            await first.wait()
            await sandbox.say(MASHA, BOT, "/help")
            await sandbox.wait_for_text(MASHA, BOT, "/stop", timeout=40)

            second.send_signal(signal.SIGTERM)
            async with asyncio.timeout(8):
                _, told = await second.communicate()
    assert second.returncode == 0
    # What people are called and what they write is in no line of the log.
    assert "Маша" not in told.decode()
    assert "/help" not in told.decode()

    async def all_done() -> bool:
        async with real_database.transaction() as session:
            return set(await session.scalars(select(UpdateRow.status))) == {"done"}

    await until(all_done)
    async with real_database.transaction() as session:
        assert len((await session.scalars(select(Client))).all()) == 1
