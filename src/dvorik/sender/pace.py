"""How fast this process may send: as fast as all of them together may, or slowly by itself."""

import asyncio

from redis.exceptions import RedisError

from dvorik.kernel import bot_limits
from dvorik.kernel.bot_limits import Budget, Grant, Lane
from dvorik.kernel.cache import Cache
from dvorik.kernel.log import get_logger

log = get_logger(__name__)

ALONE_INTERVAL_SECONDS = 1.0
"""Without Redis nobody knows how many senders there are. A dozen at one message a second stay
far below what Telegram allows, and leave most of it to replies."""


class Pace:
    """`is_limited` False sends as fast as it goes: for a sandbox without a ceiling."""

    def __init__(self, cache: Cache, bot: str, *, is_limited: bool) -> None:
        self._cache = cache
        self._bot = bot
        self._is_limited = is_limited
        self._rests_until = 0.0
        self._next_alone = 0.0

    @property
    def is_resting(self) -> bool:
        """Whether this process was told to stop a moment ago; slots it has booked are void."""
        return asyncio.get_running_loop().time() < self._rests_until

    async def take(self, wanted: int, budget: Budget) -> Grant:
        now = asyncio.get_running_loop().time()
        if now < self._rests_until:
            return Grant(count=0, wait_seconds=self._rests_until - now)
        if not self._is_limited:
            return Grant(count=wanted, wait_seconds=0.0)
        try:
            return await bot_limits.take(self._cache, self._bot, Lane.BULK, wanted, budget)
        except (RedisError, OSError) as error:
            log.warning("pace_not_shared", error=type(error).__qualname__)
            return self._alone(now)

    async def rest(self, seconds: float, *, reason: str, is_flood: bool) -> None:
        """Nothing more leaves this bot for `seconds`, in any process that hears of it."""
        until = asyncio.get_running_loop().time() + seconds
        self._rests_until = max(self._rests_until, until)
        try:
            await bot_limits.pause(
                self._cache, self._bot, seconds=seconds, reason=reason, is_flood=is_flood
            )
        except (RedisError, OSError) as error:
            log.warning("pause_not_shared", error=type(error).__qualname__)

    def _alone(self, now: float) -> Grant:
        if now < self._next_alone:
            return Grant(count=0, wait_seconds=self._next_alone - now)
        self._next_alone = now + ALONE_INTERVAL_SECONDS
        return Grant(count=1, wait_seconds=0.0)
