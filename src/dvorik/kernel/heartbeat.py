"""Signs of life that one process leaves in Redis for others to see."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from dvorik.kernel.cache import Cache

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
