"""What all senders of one channel share in Redis: its pace, and a pause when it is told to wait."""

import asyncio

from redis.exceptions import RedisError

from dvorik.kernel import bot_limits, limits
from dvorik.kernel.bot_limits import Budget, Lane
from dvorik.kernel.cache import Cache
from dvorik.kernel.limits import Rate
from dvorik.kernel.log import get_logger
from dvorik.messaging.types import Channel

log = get_logger(__name__)

PER_RECIPIENT = Rate(count=1, seconds=1, burst=3)
"""Telegram's advice for one chat: a message a second, short bursts aside."""


async def pause(
    cache: Cache, channel: Channel, *, seconds: float, reason: str, is_flood: bool = False
) -> None:
    """Nobody sends by `channel` for `seconds`. A longer pause is never cut short.

    `is_flood`: it was too fast, so replies wait too, and it goes on slower.
    """
    try:
        await bot_limits.pause(cache, channel, seconds=seconds, reason=reason, is_flood=is_flood)
    except (RedisError, OSError) as error:
        # Whoever asks next finds no Redis either, and waits for it.
        log.warning("pause_not_shared", error=type(error).__qualname__)


async def pause_reason(cache: Cache, channel: Channel) -> str | None:
    """Why the channel waits; None when it does not. Health reports may show it."""
    return await bot_limits.pause_reason(cache, channel)


async def may_send(cache: Cache, channel: Channel) -> bool:
    """False during a pause, and without Redis, when nobody knows the pace."""
    try:
        return await pause_reason(cache, channel) is None
    except (RedisError, OSError) as error:
        log.warning("messages_wait_for_redis", error=type(error).__qualname__)
        return False


async def wait_for_permit(
    cache: Cache, channel: Channel, budget: Budget, recipient: object
) -> bool:
    """Wait for a turn in the recipient's pace and the channel's. False: do not send now."""
    try:
        await _wait_for_recipient(cache, f"messages:{channel}:{recipient}")
        return await _wait_for_slot(cache, channel, budget) and await may_send(cache, channel)
    except (RedisError, OSError):
        return False


async def _wait_for_recipient(cache: Cache, key: str) -> None:
    while True:
        seconds = await limits.wait_time(cache, key, PER_RECIPIENT)
        if not seconds:
            return
        await asyncio.sleep(seconds)


async def _wait_for_slot(cache: Cache, channel: Channel, budget: Budget) -> bool:
    """False when a pause has begun: it may be longer than anybody should wait here."""
    while True:
        grant = await bot_limits.take(cache, channel, Lane.SERVICE, 1, budget)
        if not grant.count and not await may_send(cache, channel):
            return False
        await asyncio.sleep(grant.wait_seconds)
        if grant.count:
            return True
