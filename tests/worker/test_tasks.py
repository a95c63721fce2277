from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import clock, events, heartbeat, idempotency, inbox
from dvorik.kernel.actor import SYSTEM
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.events import Event, Reactions
from dvorik.kernel.heartbeat import Sign
from dvorik.kernel.idempotency import IdempotencyRow
from dvorik.kernel.inbox import BotName, UpdateRow
from dvorik.kernel.nudges import Nudger
from dvorik.kernel.tasks import Worker
from dvorik.worker import schedule
from dvorik.worker.main import build, settings
from dvorik.worker.tasks import BATCH, KEEP_FOR, clean_up, relay_events


@dataclass(frozen=True, slots=True, kw_only=True)
class BellRang(Event):
    type: ClassVar[str] = "test.bell_rang"


bell = Reactions()
heard: list[Event] = []


@bell.on(BellRang, name="open_the_door")
async def open_the_door(session: AsyncSession, event: BellRang) -> None:
    heard.append(event)


@pytest.fixture
def worker(config: Config, database: Database, cache: Cache) -> Worker:
    return Worker(
        config=config,
        database=database,
        cache=cache,
        nudger=Nudger(cache),
        reactions=bell,
    )


async def test_the_relay_runs_what_is_due_once_and_shows_that_the_schedule_works(
    worker: Worker,
) -> None:
    heard.clear()
    async with worker.database.transaction() as session:
        events.record(session, SYSTEM, BellRang())

    await relay_events(worker)
    await relay_events(worker)

    assert heard == [BellRang()]
    left_at = await heartbeat.last(worker.cache, Sign.SCHEDULE)
    assert heartbeat.is_fresh(left_at, now=clock.now())


async def test_the_broom_takes_what_is_old_and_finished_and_nothing_else(worker: Worker) -> None:
    old = clock.now() - KEEP_FOR - timedelta(minutes=1)
    async with worker.database.transaction() as session:
        await inbox.receive(session, BotName.CLIENT, [{"update_id": 1}, {"update_id": 2}], now=old)
        await inbox.receive(session, BotName.CLIENT, [{"update_id": 3}], now=clock.now())
        done = await session.scalars(select(UpdateRow).where(UpdateRow.update_id.in_([1, 3])))
        for row in done.all():
            await inbox.finish(session, row.id)
        await idempotency.claim(session, "test", "old")
        await idempotency.claim(session, "test", "new")
        (await session.get_one(IdempotencyRow, ("test", "old"))).created_at = old

    await clean_up(worker)

    async with worker.database.transaction() as session:
        left = await session.scalars(select(UpdateRow.update_id).order_by(UpdateRow.update_id))
        assert left.all() == [2, 3]
        assert await session.scalar(select(func.max(IdempotencyRow.key))) == "new"
        assert await session.scalar(select(func.count()).select_from(IdempotencyRow)) == 1


async def test_the_broom_takes_more_than_a_batch(worker: Worker) -> None:
    old = clock.now() - KEEP_FOR - timedelta(minutes=1)
    async with worker.database.transaction() as session:
        keys = [
            {"scope": "test", "key": f"{number}", "fingerprint": b"", "created_at": old}
            for number in range(BATCH + 1)
        ]
        await session.execute(insert(IdempotencyRow), keys)

    await clean_up(worker)

    async with worker.database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(IdempotencyRow)) == 0


def test_everything_on_the_schedule_is_a_task_with_a_queue_a_worker_serves(config: Config) -> None:
    app = build(config)

    for entry in schedule.SCHEDULE.values():
        assert app.tasks[entry["task"]].acks_late
        queue = app.amqp.router.route({}, entry["task"])["queue"]
        assert queue.name in ("default", "bulk"), entry
    assert app.amqp.router.route({}, "kernel.clean_up")["queue"].name == "bulk"


def test_messages_are_json_and_stay_with_their_worker_while_it_may_work(config: Config) -> None:
    chosen = settings(config)

    assert chosen["accept_content"] == ["json"]
    assert chosen["result_backend"] is None
    assert (
        chosen["broker_transport_options"]["visibility_timeout"]
        > chosen["worker_soft_shutdown_timeout"]
    )
