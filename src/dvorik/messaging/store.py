"""What all senders of one channel share in Redis: its pace, and a pause when it is told to wait."""

import asyncio
import math
from typing import Any

from redis.exceptions import RedisError

from dvorik.kernel import limits
from dvorik.kernel.cache import Cache
from dvorik.kernel.limits import Rate
from dvorik.kernel.log import get_logger
from dvorik.messaging.types import Channel

log = get_logger(__name__)

PER_RECIPIENT = Rate(count=1, seconds=1, burst=3)
"""Telegram's advice for one chat: a message a second, short bursts aside."""


async def pause(cache: Cache, channel: Channel, *, seconds: float, reason: str) -> None:
    """Nobody sends by `channel` for `seconds`. A longer pause is never cut short."""
    key = _pause_key(channel)
    milliseconds = max(math.ceil(seconds * 1000), 1)
    try:
        if await cache.pttl(key) < milliseconds:
            await cache.set(key, reason, px=milliseconds)
    except (RedisError, OSError) as error:
        # Whoever asks next finds no Redis either, and waits for it.
        log.warning("pause_not_shared", error=type(error).__qualname__)


async def pause_reason(cache: Cache, channel: Channel) -> str | None:
    """Why the channel waits; None when it does not. Health reports may show it."""
    reason: Any = await cache.get(_pause_key(channel))
    return None if reason is None else str(reason)


async def may_send(cache: Cache, channel: Channel) -> bool:
    """False during a pause, and without Redis, when nobody knows the pace."""
    try:
        return await pause_reason(cache, channel) is None
    except (RedisError, OSError) as error:
        log.warning("messages_wait_for_redis", error=type(error).__qualname__)
        return False


async def wait_for_permit(cache: Cache, channel: Channel, rate: Rate, recipient: object) -> bool:
    """Wait for a turn in the recipient's pace and the channel's. False: do not send now."""
    try:
        await _wait(cache, f"messages:{channel}:{recipient}", PER_RECIPIENT)
        await _wait(cache, f"messages:{channel}", rate)
    except (RedisError, OSError):
        return False
    return await may_send(cache, channel)


async def _wait(cache: Cache, key: str, rate: Rate) -> None:
    while True:
        seconds = await limits.wait_time(cache, key, rate)
        if not seconds:
            return
        await asyncio.sleep(seconds)


def _pause_key(channel: Channel) -> str:
    return f"messages:pause:{channel}"
