"""Tasks of no single feature: the event relay, the daily digest, the nightly broom."""

from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import actions as accounts
from dvorik.kernel import clock, events, heartbeat, idempotency, inbox, relay
from dvorik.kernel.db import Database
from dvorik.kernel.heartbeat import Sign
from dvorik.kernel.log import get_logger
from dvorik.kernel.tasks import BULK_QUEUE, Worker, task
from dvorik.reactions import digest

log = get_logger(__name__)

KEEP_FOR = timedelta(days=7)
"""Longer than Telegram repeats an update (a day) and any client retries a request."""


BATCH = 1_000
"""Rows that are forgotten at a time."""


class Forget(Protocol):
    async def __call__(self, session: AsyncSession, moment: datetime, /, *, limit: int) -> int: ...


@task("events.relay")
async def relay_events(worker: Worker) -> None:
    """Run every reaction that is due. The nudged listener usually was here first."""
    await heartbeat.leave(worker.cache, Sign.SCHEDULE, now=clock.now())
    await relay.drain(worker.database, worker.reactions)


@task("send_daily_digest", queue=BULK_QUEUE)
async def send_daily_digest(worker: Worker) -> None:
    await digest.send_if_due(worker.database, now=clock.now())


@task("kernel.clean_up", queue=BULK_QUEUE)
async def clean_up(worker: Worker) -> None:
    """Forget what has served its purpose; updates quote what people wrote."""
    before = clock.now() - KEEP_FOR
    updates = await _forget(worker.database, inbox.forget_before, before)
    keys = await _forget(worker.database, idempotency.forget_before, before)
    reactions = await _forget(worker.database, events.forget_before, before)
    async with worker.database.transaction() as session:
        tokens = await accounts.forget_old_tokens(session, now=clock.now())
    log.info(
        "cleaned_up",
        updates=updates,
        idempotency_keys=keys,
        reactions=reactions,
        sign_in_tokens=tokens,
    )


async def _forget(database: Database, forget: Forget, before: datetime) -> int:
    """In small transactions: a year's worth in one would hold up whoever writes meanwhile."""
    forgotten = 0
    while True:
        async with database.transaction() as session:
            gone = await forget(session, before, limit=BATCH)
        forgotten += gone
        if gone < BATCH:
            return forgotten
