"""Wake another process now instead of at its next tick. Work itself lies in the database."""

import asyncio
from collections.abc import AsyncGenerator
from enum import StrEnum

from redis.exceptions import RedisError

from dvorik.kernel.cache import Cache
from dvorik.kernel.log import get_logger

log = get_logger(__name__)


PAUSE_SECONDS = 0.01
"""Between two nudges of a busy process: hundreds of commits a second need no more of them."""


class Topic(StrEnum):
    EVENTS = "nudge:events"
    UPDATES = "nudge:updates"
    MESSAGES = "nudge:messages"


class Nudger:
    """Publishes nudges off the request's path: `nudge` only marks, `run` speaks to Redis.

    Any number of marks while one is on its way become one message. A lost nudge costs a
    tick's delay, never the work, so errors are noted and left.
    """

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._marked: set[Topic] = set()
        self._wake = asyncio.Event()

    def nudge(self, topic: Topic) -> None:
        self._marked.add(topic)
        self._wake.set()

    def after_record(self) -> None:
        """For `Database`: something was recorded, so reactions and messages may be waiting."""
        self.nudge(Topic.EVENTS)
        self.nudge(Topic.MESSAGES)

    async def run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            topics, self._marked = self._marked, set()
            for topic in topics:
                await publish(self._cache, topic)
            await asyncio.sleep(PAUSE_SECONDS)


async def publish(cache: Cache, topic: Topic) -> None:
    try:
        await cache.publish(topic, "1")
    except (RedisError, OSError) as error:
        log.warning("nudge_lost", topic=topic.value, error=type(error).__qualname__)


async def listen(cache: Cache, topic: Topic, *, tick_seconds: float) -> AsyncGenerator[None, None]:
    """Yield at once, then on every nudge, and every `tick_seconds` in any case.

    Without Redis it goes on by the tick alone.
    """
    while True:
        try:
            async with cache.pubsub() as pubsub:
                await pubsub.subscribe(topic)
                yield
                while True:
                    await pubsub.get_message(ignore_subscribe_messages=True, timeout=tick_seconds)
                    yield
        except (RedisError, OSError) as error:
            log.warning("nudges_unheard", topic=topic.value, error=type(error).__qualname__)
            yield
            await asyncio.sleep(tick_seconds)
