"""A real worker and a real beat, killed without warning."""

import os
import signal

import pytest
from sqlalchemy import func, select

from dvorik.kernel import clock, events, heartbeat
from dvorik.kernel.actor import SYSTEM
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.events import EventRow
from dvorik.kernel.heartbeat import Sign
from tests.worker.processes import environment_of, pids_of, running, until
from tests.worker.test_tasks import BellRang


@pytest.fixture
def environment(config: Config, real_database: Database) -> dict[str, str]:
    return environment_of(config, real_database)


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
