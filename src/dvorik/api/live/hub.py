"""Who listens at the moment, and what they have not been told yet."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy.exc import SQLAlchemyError

from dvorik.api.live.hearing import RIGHTS_IN_DOUBT
from dvorik.api.live.tail import Heard, Tail
from dvorik.kernel import nudges
from dvorik.kernel.cache import Cache
from dvorik.kernel.db import Database
from dvorik.kernel.errors import AppError, Unavailable
from dvorik.kernel.log import get_logger
from dvorik.kernel.nudges import Topic

log = get_logger(__name__)

MAX_LISTENERS = 500
MAX_WAITING = 200
"""Events kept for a listener who is slow to take them; beyond it they are told to look anew."""

TICK_SECONDS = 5.0
PAUSE_SECONDS = 0.1
"""Between two readings: what happens meanwhile is read together."""


class Listener:
    """One open stream. `is_in_doubt`: ask who this is before saying anything more."""

    def __init__(self) -> None:
        self._waiting: list[Heard] = []
        self._has_news = asyncio.Event()
        self._has_missed = False
        self.is_in_doubt = False

    def tell(self, events: Sequence[Heard]) -> None:
        if len(self._waiting) + len(events) > MAX_WAITING:
            self.tell_to_look_anew()
            return
        self._waiting.extend(events)
        self._has_news.set()

    def tell_to_look_anew(self) -> None:
        self._waiting = []
        self._has_missed = True
        self._has_news.set()

    def wake(self) -> None:
        self._has_news.set()

    async def wait(self, seconds: float) -> None:
        """Until there is something to look at, or the time is over."""
        try:
            async with asyncio.timeout(seconds):
                await self._has_news.wait()
        except TimeoutError:
            self.is_in_doubt = True

    def take(self) -> tuple[Sequence[Heard], bool]:
        """What was not told yet, and whether something was left out."""
        taken = self._waiting, self._has_missed
        self._waiting, self._has_missed = [], False
        self._has_news.clear()
        return taken


class Hub:
    """One reader of the log and one ear for nudges, however many listen. Runs with the API.

    The log is read only while somebody listens.
    """

    def __init__(self, database: Database, cache: Cache) -> None:
        self._cache = cache
        self._tail = Tail(database)
        self._listeners: set[Listener] = set()
        self._wake = asyncio.Event()
        # One enters at a time: the first decides from where the log is read.
        self._door = asyncio.Lock()
        self.is_open = False

    async def run(self) -> None:
        """Until cancelled."""
        self.is_open = True
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._hear())
                group.create_task(self._follow())
        finally:
            self.close()

    def close(self) -> None:
        """End every stream, and let nobody in any more."""
        self.is_open = False
        for listener in self._listeners:
            listener.wake()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Listener]:
        """Hears all that is committed from here on. Raises `Unavailable` when there is no room."""
        if not self.is_open or len(self._listeners) >= MAX_LISTENERS:
            raise Unavailable
        listener = Listener()
        async with self._door:
            if not self._listeners:
                await self._tail.begin(time.monotonic())
            self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    async def _hear(self) -> None:
        async for _ in nudges.listen(self._cache, Topic.EVENTS, tick_seconds=TICK_SECONDS):
            self._wake.set()

    async def _follow(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            if self._listeners:
                await self._read()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _read(self) -> None:
        """Left for the next tick when the database is away: nothing is skipped."""
        try:
            events = await self._tail.read(time.monotonic())
            if events is None:
                await self._tail.begin(time.monotonic())
        except (AppError, SQLAlchemyError, OSError) as error:
            log.warning("live_unread", error=type(error).__qualname__)
            return
        for listener in self._listeners:
            # Before the events themselves: they must not reach who lost the right just now.
            if events is None or any(event.type in RIGHTS_IN_DOUBT for event in events):
                listener.is_in_doubt = True
            if events is None:
                listener.tell_to_look_anew()
            elif events:
                listener.tell(events)
