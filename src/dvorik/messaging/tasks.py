"""Sends what is queued: claim and commit, send without a transaction, record.

Broadcasts are only planned here; `dvorik sender` carries them.
"""

from asyncio import TaskGroup
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from dvorik.kernel import clock, nudges
from dvorik.kernel.bot_limits import Budget
from dvorik.kernel.cache import Cache
from dvorik.kernel.clock import Clock
from dvorik.kernel.db import Database
from dvorik.kernel.log import get_logger
from dvorik.kernel.nudges import Topic
from dvorik.kernel.tasks import BULK_QUEUE, Worker, task
from dvorik.loyalty import actions as loyalty
from dvorik.messaging import actions, store
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.gateway import Senders, open_senders
from dvorik.messaging.schemas import Claimed, Outcome
from dvorik.messaging.types import Channel, MessageStatus
from dvorik.settings import queries as settings
from dvorik.settings import store as settings_store

log = get_logger(__name__)

BATCH = 10
"""Messages one process holds at a time; with LEASE it bounds what a crash leaves unknown."""

TICK_SECONDS = 5.0

REMINDED_AT_ONCE = 50
"""Clients per transaction, which holds their codes: a counter waits no longer than this takes."""

LONGEST_REQUEST = timedelta(seconds=25)
"""More than any sender's own timeout."""


@task("messages.send_due")
async def send_due_messages(worker: Worker) -> None:
    """Send what the nudged sender has not: it may be gone, or its nudge lost."""
    async with open_senders(worker.config) as senders:
        await send_due(worker.database, worker.cache, senders)


async def send_when_nudged(worker: Worker) -> None:
    """Lives in the worker: sends what was queued as soon as it is committed."""
    async with open_senders(worker.config) as senders:
        async for _ in nudges.listen(worker.cache, Topic.MESSAGES, tick_seconds=TICK_SECONDS):
            await send_due(worker.database, worker.cache, senders)


@task("messages.forget_old", queue=BULK_QUEUE)
async def forget_old_messages(worker: Worker) -> None:
    """What was said a season ago: nobody asks any more, and it quotes names and codes."""
    log.info("messages_forgotten", count=await forget_old(worker.database))


@task("check_scheduled_broadcasts", queue=BULK_QUEUE)
async def check_scheduled_broadcasts(worker: Worker) -> None:
    """Start the broadcasts whose time has come, and complete those that are done."""
    await start_due(worker.database, worker.cache)


async def start_when_nudged(worker: Worker) -> None:
    """Lives in the worker: "send now" records an event, and does not wait for the minute."""
    async for _ in nudges.listen(worker.cache, Topic.EVENTS, tick_seconds=TICK_SECONDS):
        await start_due(worker.database, worker.cache)


async def forget_old(database: Database, *, now: Clock = clock.now) -> int:
    """How many messages were forgotten, each batch in a transaction of its own."""
    before, forgotten, after_id = now() - actions.KEEP_FOR, 0, 0
    while True:
        async with database.transaction() as session:
            batch = await actions.forget_messages(session, before=before, after_id=after_id)
        forgotten += batch.forgotten
        if batch.last_id is None:
            return forgotten
        after_id = batch.last_id


async def start_due(database: Database, cache: Cache, *, now: Clock = clock.now) -> list[int]:
    """Start every broadcast that is due, each in a transaction of its own; their ids."""
    shop = await settings_store.current(cache, database)
    started: list[int] = []
    while True:
        async with database.transaction() as session:
            broadcast_id = await broadcasts.start_next(session, shop=shop, now=now())
        if broadcast_id is None:
            break
        started.append(broadcast_id)
    async with database.transaction() as session:
        await broadcasts.release_expired(session, now=now())
        await broadcasts.finish_broadcasts(session, now=now())
    return started


@task("send_discount_reminder")
async def send_reminders(worker: Worker) -> None:
    """Tell people of their codes that end soon, as the settings say."""
    await remind_due(worker.database, now=clock.now())


async def remind_due(database: Database, *, now: datetime) -> int:
    """Everybody who is due; how many were told. Codes that ended untold are counted in the log."""
    async with database.transaction() as session:
        shop = await settings.load(session)
    told = 0
    while True:
        async with database.transaction() as session:
            reminded = await actions.remind_of_ending(
                session, shop=shop, now=now, limit=REMINDED_AT_ONCE
            )
        if not reminded:
            break
        told += reminded
    async with database.transaction() as session:
        late = await loyalty.drop_late_reminders(session, shop=shop, now=now)
    if late:
        log.warning("reminders_too_late", codes=late)
    return told


async def send_due(
    database: Database, cache: Cache, senders: Senders, *, now: Clock = clock.now
) -> int:
    """Send everything that is due; how many were sent. Any number may run at once.

    Without Redis nobody knows the pace, so nothing is sent and everything waits.
    """
    async with database.transaction() as session:
        await actions.free_expired(session, now=now())
    shop = await settings_store.current(cache, database)
    budget = Budget(total_per_second=shop.service_per_second, bulk_per_second=shop.bulk_per_second)
    lanes = [_Lane(database, cache, senders, now, channel, budget) for channel in Channel]
    async with TaskGroup() as group:
        drains = [group.create_task(lane.drain()) for lane in lanes]
    return sum(drain.result() for drain in drains)


@dataclass(frozen=True, slots=True)
class _Lane:
    """One channel's way through `send_due`."""

    database: Database
    cache: Cache
    senders: Senders
    now: Clock
    channel: Channel
    budget: Budget

    async def drain(self) -> int:
        sent = 0
        while await store.may_send(self.cache, self.channel):
            async with self.database.transaction() as session:
                claimed = await actions.claim_messages(
                    session, self.channel, limit=BATCH, now=self.now()
                )
            if not claimed:
                break
            sent += await self._send_batch(claimed)
        return sent

    async def _send_batch(self, claimed: list[Claimed]) -> int:
        """Chats side by side; within a chat one after another, or they arrive out of order."""
        by_recipient: defaultdict[object, list[Claimed]] = defaultdict(list)
        for message in claimed:
            by_recipient[_recipient(message)].append(message)
        async with TaskGroup() as group:
            rows = [group.create_task(self._send_in_order(row)) for row in by_recipient.values()]
        return sum(row.result() for row in rows)

    async def _send_in_order(self, messages: list[Claimed]) -> int:
        sent = 0
        for message in messages:
            outcome = await self._send(message)
            if outcome.pauses_channel:
                await store.pause(
                    self.cache,
                    self.channel,
                    seconds=outcome.retry_after_seconds,
                    reason=outcome.error or "",
                    is_flood=outcome.is_flood,
                )
            async with self.database.transaction() as session:
                await actions.record_outcome(session, message, outcome, now=self.now())
            sent += outcome.status is MessageStatus.SENT
        return sent

    async def _send(self, message: Claimed) -> Outcome:
        is_our_turn = await store.wait_for_permit(
            self.cache, self.channel, self.budget, _recipient(message)
        )
        # A request that ends after the lease would meet the message in another's hands.
        if not is_our_turn or self.now() > message.lease - LONGEST_REQUEST:
            return Outcome(status=MessageStatus.PENDING)
        try:
            return await self.senders.send(message)
        except Exception as error:
            # A defect of one sender must not cancel the messages beside it half-way.
            log.exception("sender_failed", channel=self.channel.value, message_id=message.id)
            return Outcome(status=MessageStatus.UNKNOWN, error=type(error).__qualname__)


def _recipient(message: Claimed) -> int | str | None:
    return message.address if message.chat_id is None else message.chat_id
