"""The settings in Redis, for doors that read them with every request.

Invalidation must beat a reader that loaded old values just before a commit and writes them just
after. So a cached value carries the generation that was current before it was read, and it
counts only while that generation is still current; a change starts a new one after its commit.
Without Redis the database answers.

In front of Redis each process keeps a copy for a second: asking Redis costs a busy counter a tenth
of its requests. The process that changes settings drops its copy at once, others see the change
within that second.
"""

import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from redis.exceptions import RedisError
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.cache import Cache
from dvorik.kernel.db import Database
from dvorik.kernel.log import get_logger
from dvorik.settings import queries
from dvorik.settings.schemas import ShopSettings

log = get_logger(__name__)

GENERATION_KEY = "settings:generation"
VALUE_KEY = "settings:value"
LIFETIME_SECONDS = 60
"""How long a change may stay unseen when its process dies between commit and `forget`."""


COPY_SECONDS = 1.0


@dataclass(slots=True)
class _Copy:
    """`changes` counts the calls of `forget`, so that a reader notices one that overtook it."""

    shop: ShopSettings | None = None
    good_until: float = 0.0
    changes: int = 0


_copies: WeakKeyDictionary[Cache, _Copy] = WeakKeyDictionary()

# Most requests read the same text again, and settings are immutable.
_parse = lru_cache(maxsize=8)(ShopSettings.model_validate_json)


async def current(
    cache: Cache, database: Database, *, seconds: Callable[[], float] = time.monotonic
) -> ShopSettings:
    """The settings, for doors without a transaction of their own."""

    async def load() -> ShopSettings:
        async with database.transaction() as session:
            return await queries.load(session)

    return await _through(cache, load, seconds)


async def current_in(cache: Cache, session: AsyncSession) -> ShopSettings:
    """The settings, for doors with an open transaction: no second connection is taken.

    Not after a change in the same transaction, which others must not see yet.
    """

    async def load() -> ShopSettings:
        return await queries.load(session)

    return await _through(cache, load, time.monotonic)


async def forget(cache: Cache) -> None:
    """Make every process read the settings anew. Call it after the commit that changed them."""
    copy = _copies.setdefault(cache, _Copy())
    copy.shop = None
    copy.changes += 1
    try:
        await cache.set(GENERATION_KEY, secrets.token_hex(8))
    except (RedisError, OSError) as error:
        log.warning("settings_not_forgotten", error=type(error).__qualname__)


async def _through(
    cache: Cache, load: Callable[[], Awaitable[ShopSettings]], seconds: Callable[[], float]
) -> ShopSettings:
    copy = _copies.setdefault(cache, _Copy())
    if copy.shop is not None and seconds() < copy.good_until:
        return copy.shop
    changes = copy.changes
    shop = await _through_redis(cache, load)
    if copy.changes == changes:
        copy.shop = shop
        copy.good_until = seconds() + COPY_SECONDS
    return shop


async def _through_redis(cache: Cache, load: Callable[[], Awaitable[ShopSettings]]) -> ShopSettings:
    try:
        # The connection decodes its answers, which the library's types do not know.
        answers: list[Any] = await cache.mget(GENERATION_KEY, VALUE_KEY)
    except (RedisError, OSError):
        return await load()
    generation, kept = answers
    prefix = f"{generation or ''}\n"
    if kept is not None and kept.startswith(prefix):
        try:
            return _parse(kept.removeprefix(prefix))
        except ValueError:
            # Written by another version of the program, during an upgrade.
            log.warning("cached_settings_ignored")
    shop = await load()
    try:
        await cache.set(VALUE_KEY, prefix + shop.model_dump_json(), ex=LIFETIME_SECONDS)
    except (RedisError, OSError) as error:
        log.warning("settings_not_cached", error=type(error).__qualname__)
    return shop
