"""Signs of life that one process leaves in Redis for others to see."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from redis.exceptions import RedisError

from dvorik.kernel import clock
from dvorik.kernel.cache import Cache
from dvorik.kernel.clock import Clock
from dvorik.kernel.config import Config
from dvorik.kernel.log import get_logger

log = get_logger(__name__)

BEAT_SECONDS = 5
"""How often a living process says so."""

FRESH_FOR = timedelta(seconds=30)
"""Older than this counts as dead: six beats missed, not one slow second."""


class Sign(StrEnum):
    WORKER = "heartbeat:worker"
    """A worker process is up and reaches Redis."""
    SCHEDULE = "heartbeat:schedule"
    """A task went from beat through the queue to a worker, so the whole chain works."""
    BOTS = "heartbeat:bots"
    SENDER = "heartbeat:sender"


def expected(config: Config) -> Sequence[Sign]:
    """Whose signs a house with this configuration shows: no token, no process to miss."""
    clients_bot = config.telegram_main_bot_token.get_secret_value()
    cashiers_bot = config.telegram_auth_bot_token.get_secret_value()
    signs = [Sign.WORKER, Sign.SCHEDULE]
    if clients_bot or cashiers_bot:
        signs.append(Sign.BOTS)
    if clients_bot:
        signs.append(Sign.SENDER)
    return signs


async def keep_leaving(cache: Cache, sign: Sign, *, now: Clock = clock.now) -> None:
    """Until cancelled. While Redis is away there is nobody to tell, and the work goes on."""
    while True:
        try:
            await leave(cache, sign, now=now())
        except (RedisError, OSError) as error:
            log.warning("heartbeat_lost", error=type(error).__qualname__)
        await asyncio.sleep(BEAT_SECONDS)


async def leave(cache: Cache, sign: Sign, *, now: datetime) -> None:
    # Kept longer than it is fresh, so that "an hour ago" can be told from "never".
    await cache.set(sign, now.isoformat(), ex=timedelta(days=7))


async def last(cache: Cache, sign: Sign) -> datetime | None:
    """When the sign was left, or None when it never was (or Redis lost it)."""
    text = await cache.get(sign)
    return datetime.fromisoformat(str(text)).astimezone(UTC) if text else None


async def forget(cache: Cache) -> None:
    """Before a start whose readiness is to be seen: no sign is older than it."""
    await cache.delete(*Sign)


def is_fresh(left_at: datetime | None, *, now: datetime) -> bool:
    return left_at is not None and now - left_at < FRESH_FOR
