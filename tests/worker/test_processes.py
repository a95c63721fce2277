"""A real worker and a real beat, killed without warning."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from dvorik.kernel import clock, events, heartbeat
from dvorik.kernel.actor import SYSTEM
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.events import EventRow
from dvorik.kernel.heartbeat import Sign
from dvorik.kernel.supervisor import Program, Supervisor
from tests.worker.test_tasks import BellRang

DEADLINE_SECONDS = 60


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not await condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


@pytest.fixture
def environment(config: Config, real_database: Database) -> dict[str, str]:
    assert config.redis_url
    url = real_database.engine.url.render_as_string(hide_password=False)
    return {
        "APP_ENV": "test",
        "DVORIK_HOME": str(config.dvorik_home),
        "DATABASE_URL": url,
        "REDIS_URL": config.redis_url,
    }


class Output:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, name: str, line: str) -> None:
        self.lines.append(f"{name}: {line}")


@asynccontextmanager
async def running(environment: dict[str, str], *names: str) -> AsyncIterator[Output]:
    output = Output()
    programs = [
        Program(
            name=name,
            command=(sys.executable, "-m", "dvorik.cli", name),
            environment=environment,
        )
        for name in names
    ]
    supervisor = Supervisor(programs, say=output.say, pause=lambda _: 0.1)
    async with asyncio.TaskGroup() as group:
        group.create_task(supervisor.run())
        try:
            yield output
        finally:
            supervisor.stop()


def pids_of(name: str) -> Iterator[int]:
    """Our own children that run `dvorik.cli <name>`."""
    for listing in Path("/proc/self/task").glob("*/children"):
        for pid in map(int, listing.read_text().split()):
            if Path(f"/proc/{pid}/cmdline").read_text().split("\0")[-2:] == [name, ""]:
                yield pid


async def waiting_events(database: Database) -> int:
    async with database.transaction() as session:
        return await session.scalar(select(func.count()).where(~EventRow.fanned_out)) or 0


async def ring(database: Database) -> None:
    async with database.transaction() as session:
        events.record(session, SYSTEM, BellRang())


async def test_work_recorded_while_the_worker_is_dead_is_done_when_it_returns(
    environment: dict[str, str], real_database: Database, cache: Cache
) -> None:
    async def is_alive() -> bool:
        return await heartbeat.last(cache, Sign.WORKER) is not None

    async def is_done() -> bool:
        return await waiting_events(real_database) == 0

    async with running(environment, "worker") as output:
        await until(is_alive)
        (worker,) = pids_of("worker")
        os.kill(worker, signal.SIGKILL)
        await ring(real_database)

        await until(is_done)

    assert "worker: killed by SIGKILL; starting again in 0.1 s" in output.lines


async def test_beat_reaches_the_worker_through_the_queue(
    environment: dict[str, str], cache: Cache
) -> None:
    async def has_ticked() -> bool:
        left_at = await heartbeat.last(cache, Sign.SCHEDULE)
        return heartbeat.is_fresh(left_at, now=clock.now())

    async with running(environment, "worker", "beat"):
        await until(has_ticked)
