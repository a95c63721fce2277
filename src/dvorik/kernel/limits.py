"""Rate limits: the generic cell rate algorithm (GCRA, ITU-T I.371), one Redis call a decision."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from redis.exceptions import RedisError

from dvorik.kernel.cache import Cache
from dvorik.kernel.errors import TooMany
from dvorik.kernel.log import get_logger

log = get_logger(__name__)

# Redis' own clock, so that processes and machines agree. Answers 0, or the microseconds to wait.
# The key holds the theoretical arrival time of the next cell.
_GCRA = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local interval = tonumber(ARGV[1])
local tolerance = tonumber(ARGV[2])
local due = tonumber(redis.call('GET', KEYS[1]) or now)
if due < now then due = now end
local wait = due - tolerance - now
if wait > 0 then return wait end
local next_due = due + interval
redis.call('SET', KEYS[1], string.format('%.0f', next_due), 'PX',
           math.ceil((next_due - now) / 1000) + 1)
return 0
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` in `seconds` on the long run, of which `burst` may come at once."""

    count: int
    seconds: int
    burst: int

    @property
    def interval_us(self) -> int:
        return self.seconds * 1_000_000 // self.count


async def wait_time(cache: Cache, key: str, rate: Rate) -> float:
    """Take one from `key`. 0.0 when granted, else how many seconds until it would be."""
    tolerance = rate.interval_us * (rate.burst - 1)
    waited: int = await cache.eval(_GCRA, 1, f"limit:{key}", rate.interval_us, tolerance)
    return waited / 1_000_000


async def take(cache: Cache, key: str, rate: Rate) -> None:
    """Take one from `key`, or raise `TooMany` saying when to try again."""
    if waited := await wait_time(cache, key, rate):
        raise TooMany(retry_after_seconds=math.ceil(waited))


class Brake:
    """Holds who fails too often. What succeeds costs nothing: only failures speak to Redis.

    Failures are counted by all processes together; that somebody is held is known to those that
    saw it, so with n of them who is held gets at most n tries per wait. Without Redis nobody is.
    """

    def __init__(self, cache: Cache, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._cache = cache
        self._clock = clock
        self._held_until: dict[str, float] = {}

    def check(self, key: str) -> None:
        """Raises `TooMany` while `key` is held."""
        if (until := self._held_until.get(key)) is None:
            return
        if (wait := until - self._clock()) > 0:
            raise TooMany(retry_after_seconds=math.ceil(wait))
        del self._held_until[key]

    async def count_failure(self, key: str, rate: Rate) -> None:
        """Raises `TooMany`, from now on also in `check`, when they come faster than `rate`."""
        try:
            wait = await wait_time(self._cache, key, rate)
        except (RedisError, OSError) as error:
            log.warning("failure_not_counted", error=type(error).__qualname__)
            return
        if wait:
            self._held_until[key] = self._clock() + wait
            raise TooMany(retry_after_seconds=math.ceil(wait))
