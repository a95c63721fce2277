"""Takes updates from the inbox and hands each to the dispatcher: in order per chat, chats at once.

One chat has at most one update in hand (`inbox.claim` sees to it), so a dialogue needs no lock
of its own.
"""

import asyncio
import traceback
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError
from redis.exceptions import RedisError
from sqlalchemy.exc import InterfaceError, OperationalError

from dvorik.bots.apology import apologise
from dvorik.bots.handling import AlreadyHandled, Handling
from dvorik.bots.replies import Replies
from dvorik.bots.resources import Resources
from dvorik.bots.waiting import backoff_seconds
from dvorik.kernel import context, inbox, nudges
from dvorik.kernel.errors import Unavailable
from dvorik.kernel.inbox import BotName, UpdateRow, UpdateStatus
from dvorik.kernel.log import get_logger
from dvorik.kernel.nudges import Topic

log = get_logger(__name__)

AT_ONCE = 8
"""Chats in hand at a time. Telegram takes 30 messages a second from a bot: more would only wait."""

HANDLING_SECONDS = 25.0
"""Shorter than `inbox.LEASE`, so that no update is ever handled twice at the same time."""

TICK_SECONDS = 1.0
PATIENCE = timedelta(minutes=10)
"""How long an update waits for an unwell database or Redis before its tries are counted."""

_RETRY_AFTER = timedelta(seconds=1)
_UNWELL = (
    Unavailable, RedisError, OperationalError, InterfaceError, OSError, TimeoutError,
)  # fmt: skip


class Consumer:
    """One bot's handling. `run` until `stop`; what is in hand then is brought to its end."""

    def __init__(
        self,
        resources: Resources,
        name: BotName,
        bot: Bot,
        dispatcher: Dispatcher,
        replies: Replies,
    ) -> None:
        self._resources = resources
        self._name = name
        self._bot = bot
        self._dispatcher = dispatcher
        self._replies = replies
        self._wake = asyncio.Event()
        self._is_stopping = False
        self._in_hand = 0

    def wake(self) -> None:
        self._wake.set()

    def stop(self) -> None:
        self._is_stopping = True
        self._wake.set()

    async def listen(self) -> None:
        """Wake by nudges from whoever wrote updates down, and by the tick. Until cancelled."""
        async for _ in nudges.listen(
            self._resources.cache, Topic.UPDATES, tick_seconds=TICK_SECONDS
        ):
            self.wake()

    async def run(self) -> None:
        await self._free_leases()
        failures = 0
        async with asyncio.TaskGroup() as tasks:
            while not self._is_stopping:
                await self._wake.wait()
                self._wake.clear()
                try:
                    await self._take(tasks)
                    failures = 0
                except _UNWELL as error:
                    failures += 1
                    log.error(
                        "claiming_failed", bot=self._name.value, error=type(error).__qualname__
                    )
                    await asyncio.sleep(backoff_seconds(failures))
                    self.wake()

    async def _take(self, tasks: asyncio.TaskGroup) -> None:
        while not self._is_stopping and (free := AT_ONCE - self._in_hand) > 0:
            rows = await self.claim(free)
            if not rows:
                return
            for row in rows:
                self._in_hand += 1
                tasks.create_task(self._handle_in_background(row))

    async def claim(self, limit: int) -> Sequence[UpdateRow]:
        """Take the oldest update of up to `limit` chats in hand; none while no reply may leave."""
        if await self._replies.must_wait_long():
            return []
        async with self._resources.database.transaction() as session:
            return await inbox.claim(session, self._name, now=self._resources.now(), limit=limit)

    async def _free_leases(self) -> None:
        async with self._resources.database.transaction() as session:
            freed = await inbox.free_leases(session, self._name, now=self._resources.now())
        if freed:
            log.info("updates_taken_back", bot=self._name.value, count=freed)
        self.wake()

    async def _handle_in_background(self, row: UpdateRow) -> None:
        try:
            await self.handle(row)
        except _UNWELL as error:
            # Not even the failure could be written down; the lease frees the update.
            log.error(
                "update_left_to_its_lease",
                bot=self._name.value,
                update_id=row.update_id,
                error=type(error).__qualname__,
            )
        finally:
            self._in_hand -= 1
            # The next update of this chat may be taken now.
            self.wake()

    async def handle(self, row: UpdateRow) -> None:
        """Bring one update to its end: done, to be tried again, or set aside."""
        token = context.request_id.set(f"{self._name.value}:{row.update_id}")
        handling = Handling(self._resources.database, row.id, row.received_at)
        try:
            async with asyncio.timeout(HANDLING_SECONDS):
                await self._dispatch(row, handling)
                await handling.finish()
        except AlreadyHandled:
            log.info("update_was_handled", bot=self._name.value, update_id=row.update_id)
        except Exception as error:
            await self._fail(row, handling, error)
        finally:
            context.request_id.reset(token)

    async def _dispatch(self, row: UpdateRow, handling: Handling) -> None:
        update = self._parse(row.payload)
        if update is None:
            log.warning("update_not_understood", bot=self._name.value, update_id=row.update_id)
            return
        await self._dispatcher.feed_update(self._bot, update, handling=handling)

    def _parse(self, payload: dict[str, Any]) -> Update | None:
        """None for a kind we do not know, or a shape Telegram did not document."""
        try:
            update = Update.model_validate(payload, context={"bot": self._bot})
            # Asked here, because the dispatcher would warn with the whole update in the text.
            known = update.event_type
        except (ValidationError, UpdateTypeLookupError):
            return None
        return update if known else None

    async def _fail(self, row: UpdateRow, handling: Handling, error: Exception) -> None:
        """Try again later or set aside; after the commit there is nothing left to try."""
        fields = {
            "bot": self._name.value,
            "update_id": row.update_id,
            "error": type(error).__qualname__,
        }
        if handling.is_finished:
            log.error("update_failed_after_its_commit", **fields, trail=_trail(error))
            return
        now = self._resources.now()
        is_unwell = isinstance(error, _UNWELL) and now - row.received_at < PATIENCE
        async with self._resources.database.transaction() as session:
            if is_unwell:
                await inbox.put_back(session, row.id, until=now + _RETRY_AFTER)
                status = "put_back"
            else:
                status = await inbox.fail(session, row.id, error, now=now)
        log.error("update_failed", **fields, outcome=status, trail=_trail(error))
        if status == UpdateStatus.SET_ASIDE:
            await apologise(self._bot, row.payload)


def _trail(error: Exception) -> list[str]:
    """Where it happened. Not the message, nor local variables: they quote what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
