"""How fast this process may send as a bot: as fast as all of them together may, or slowly alone."""

import asyncio

from redis.exceptions import RedisError

from dvorik.kernel import bot_limits
from dvorik.kernel.bot_limits import Budget, Grant, Lane
from dvorik.kernel.cache import Cache
from dvorik.kernel.log import get_logger

log = get_logger(__name__)

ALONE_INTERVAL_SECONDS = {Lane.BULK: 1.0, Lane.SERVICE: 1.0, Lane.REPLIES: 0.1}
"""Without Redis nobody knows how many senders there are. A dozen at one message a second stay
far below what Telegram allows, and leave ten to the one process that replies."""

LATE_SECONDS = 0.06
"""A slot missed by more is void. What a starved process would catch up with at once comes on top of
the next second's messages: 27 a second and so much of another one are 29, and what is held up on
its way has a tenth of a second before there are more than 30."""

PATIENCE_SECONDS = 2.0

ANSWER_SECONDS = 1.0
"""A Redis that hangs counts as gone after this."""


class Pace:
    """One process' part in one lane of one bot.

    `is_limited` False sends as fast as it goes: for a sandbox without a ceiling.
    """

    def __init__(self, cache: Cache, bot: str, lane: Lane, *, is_limited: bool) -> None:
        self._cache = cache
        self._bot = bot
        self._lane = lane
        self._is_limited = is_limited
        self._rests_until = 0.0
        self._next_alone = 0.0
        self._budget: Budget | None = None

    @property
    def rest_seconds(self) -> float:
        """How long this process was told to be silent; slots it has booked meanwhile are void."""
        return max(self._rests_until - asyncio.get_running_loop().time(), 0.0)

    async def take(self, wanted: int, budget: Budget) -> Grant:
        self._budget = budget
        if resting := self.rest_seconds:
            return Grant(count=0, wait_seconds=resting, is_paused=True)
        if not self._is_limited:
            return Grant(count=wanted, wait_seconds=0.0)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                grant = await bot_limits.take(self._cache, self._bot, self._lane, wanted, budget)
        except (RedisError, OSError) as error:
            log.warning("pace_not_shared", error=type(error).__qualname__)
            return self._alone()
        if grant.is_paused:
            self._rest(grant.wait_seconds)
        return grant

    async def wait_for_turn(self, budget: Budget, *, patience_seconds: float) -> float:
        """0.0 when one message may leave now, else how long nothing may: beyond all patience."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + patience_seconds
        while True:
            grant = await self.take(1, budget)
            slot = loop.time() + grant.wait_seconds
            if not grant.count and slot > deadline:
                return grant.wait_seconds
            if grant.wait_seconds:
                await asyncio.sleep(grant.wait_seconds)
            # On a machine that is always late no slot would ever be good enough.
            is_good = loop.time() <= max(slot + LATE_SECONDS, deadline)
            if grant.count and is_good and not self.rest_seconds:
                return 0.0

    async def wait_for_slot(self, slot: float) -> bool:
        """Whether a message may leave at `slot`, which was booked, or at a later one if this
        process was starved past it. False when it should not: a pause has begun."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(slot - loop.time(), 0))
        if self._is_limited and self._budget and loop.time() > slot + LATE_SECONDS:
            return not await self.wait_for_turn(self._budget, patience_seconds=PATIENCE_SECONDS)
        return not self.rest_seconds

    async def flood_seconds(self) -> float:
        """For how long nothing may leave, as far as is known; asked before work is begun."""
        if not (self.rest_seconds or not self._is_limited):
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    self._rest(await bot_limits.flood_seconds(self._cache, self._bot))
            except (RedisError, OSError) as error:
                log.warning("pace_not_shared", error=type(error).__qualname__)
        return self.rest_seconds

    async def rest(self, seconds: float, *, reason: str, is_flood: bool) -> None:
        """Nothing more leaves this bot for `seconds`, in any process that hears of it."""
        self._rest(seconds)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await bot_limits.pause(
                    self._cache, self._bot, seconds=seconds, reason=reason, is_flood=is_flood
                )
        except (RedisError, OSError) as error:
            log.warning("pause_not_shared", error=type(error).__qualname__)

    def _rest(self, seconds: float) -> None:
        until = asyncio.get_running_loop().time() + seconds
        self._rests_until = max(self._rests_until, until)

    def _alone(self) -> Grant:
        now = asyncio.get_running_loop().time()
        if now < self._next_alone:
            return Grant(count=0, wait_seconds=self._next_alone - now)
        self._next_alone = now + ALONE_INTERVAL_SECONDS[self._lane]
        return Grant(count=1, wait_seconds=0.0)
