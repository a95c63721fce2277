"""The pace of one bot, shared by every process that speaks as it.

Telegram lets a bot send about 30 messages a second. One budget has two lanes: service (replies,
receipts) and bulk (broadcasts), which gets what service leaves. It is the generic cell rate
algorithm with slots handed out ahead: `take` answers when the first of the granted messages may
leave and how far apart they go. Bulk may book only a short time ahead, so a reply never stands
behind more than that; service may book further, and while it does, bulk gets nothing.

Where nothing is known of bulk, because Redis has forgotten it or because the last booking is long
ago, slots may be out that nobody remembers: bulk lets them pass first.

A `retry_after` pauses both lanes in all processes; each flood also slows the bot down, and it
recovers with time.
"""

import math
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from dvorik.kernel.cache import Cache

BULK_AHEAD = timedelta(milliseconds=400)
"""How far bulk may book: what a pause finds on its way, and the longest a reply waits for it."""

SERVICE_AHEAD = timedelta(seconds=2)

REMEMBERED = timedelta(hours=1)
"""A broadcast that begins after as much silence waits `BULK_AHEAD` for its first message."""

SLOWEST = 0.2
SLOWED_BY = 0.7
RECOVERY = timedelta(minutes=2)
"""From a standstill to full pace."""

# Redis' own clock, so that processes and machines agree. `total` and `bulk` hold the moment of
# the next free slot in microseconds.
_PACE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local function pace_of(key)
  local kept = redis.call('HMGET', key, 'pace', 'at')
  if not kept[1] then return 1 end
  return math.min(1, tonumber(kept[1]) + (now - tonumber(kept[2])) / tonumber(ARGV[1]))
end
"""

_TAKE = (
    _PACE
    + """
local paused = redis.call('PTTL', KEYS[1])
if paused > 0 then return {0, paused * 1000, 0} end
local pace = pace_of(KEYS[2])
local wanted, is_bulk, ahead = tonumber(ARGV[2]), ARGV[3] == 'bulk', tonumber(ARGV[6])
local shared = math.floor(tonumber(ARGV[4]) / pace)
local own = is_bulk and math.max(shared, math.floor(tonumber(ARGV[5]) / pace)) or shared
local due = math.max(now, tonumber(redis.call('GET', KEYS[3]) or now))
if is_bulk then due = math.max(due, tonumber(redis.call('GET', KEYS[4]) or now + ahead)) end
local room = now + ahead - due
if room < 0 then return {0, -room, own} end
local granted = math.min(wanted, 1 + math.floor(room / own))
local function book(key, interval)
  redis.call('SET', key, string.format('%.0f', due + granted * interval), 'PX', ARGV[7])
end
book(KEYS[3], shared)
if is_bulk then book(KEYS[4], own) end
return {granted, due - now, own}
"""
)

_PAUSE = (
    _PACE
    + """
local function hold(key)
  local was = redis.call('PTTL', key)
  if was < tonumber(ARGV[2]) then redis.call('SET', key, ARGV[3], 'PX', ARGV[2]) end
  return was
end
hold(KEYS[1])
-- Several requests meet the same flood: only the first slows the bot down.
if ARGV[4] == '1' and hold(KEYS[3]) <= 0 then
  local pace = math.max(tonumber(ARGV[5]), pace_of(KEYS[2]) * tonumber(ARGV[6]))
  redis.call('HSET', KEYS[2], 'pace', pace, 'at', string.format('%.0f', now))
  redis.call('PEXPIRE', KEYS[2], math.ceil(tonumber(ARGV[1]) / 1000))
end
return 0
"""
)


class Lane(StrEnum):
    """`REPLIES` go with service, but only a flood pauses them: who waits at the counter may try a
    Telegram that others could not reach a moment ago."""

    REPLIES = "replies"
    SERVICE = "service"
    BULK = "bulk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Messages a second: of both lanes together, and of bulk alone."""

    total_per_second: int
    bulk_per_second: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """`count` messages may leave, the first in `wait_seconds`, each `interval_seconds` apart.

    With a count of 0 nothing may; ask again in `wait_seconds`. `is_paused`: Telegram said so.
    """

    count: int
    wait_seconds: float
    interval_seconds: float = 0.0
    is_paused: bool = False


async def take(cache: Cache, bot: str, lane: Lane, wanted: int, budget: Budget) -> Grant:
    """Book up to `wanted` slots of `bot`. Booked ones are spent, used or not.

    Raises what Redis raises when it cannot be reached.
    """
    ahead = BULK_AHEAD if lane is Lane.BULK else SERVICE_AHEAD
    answer: Any = await cache.eval(
        _TAKE,
        4,
        _flood_key(bot) if lane is Lane.REPLIES else _pause_key(bot),
        f"bot:{bot}:pace",
        f"bot:{bot}:total",
        f"bot:{bot}:bulk",
        _microseconds(RECOVERY),
        wanted,
        lane.value,
        1_000_000 // budget.total_per_second,
        1_000_000 // budget.bulk_per_second,
        _microseconds(ahead),
        _microseconds(REMEMBERED) // 1000,
    )
    count, wait_us, interval_us = answer
    return Grant(
        count=count,
        wait_seconds=wait_us / 1_000_000,
        interval_seconds=interval_us / 1_000_000,
        is_paused=interval_us == 0,
    )


async def pause(
    cache: Cache, bot: str, *, seconds: float, reason: str, is_flood: bool = False
) -> None:
    """Nobody sends as `bot` for `seconds`, replies aside. A longer pause is never cut short.

    `is_flood`: Telegram found it too fast, so replies wait too, and it goes on slower. Raises what
    Redis raises.
    """
    await cache.eval(
        _PAUSE,
        3,
        _pause_key(bot),
        f"bot:{bot}:pace",
        _flood_key(bot),
        _microseconds(RECOVERY),
        max(math.ceil(seconds * 1000), 1),
        reason,
        int(is_flood),
        SLOWEST,
        SLOWED_BY,
    )


async def flood_seconds(cache: Cache, bot: str) -> float:
    """For how long Telegram wants to hear nothing of `bot` at all. Raises what Redis raises."""
    milliseconds: int = await cache.pttl(_flood_key(bot))
    return max(milliseconds, 0) / 1000


async def pause_reason(cache: Cache, bot: str) -> str | None:
    """Why nobody sends as `bot`; None when they do. Raises what Redis raises."""
    reason: Any = await cache.get(_pause_key(bot))
    return None if reason is None else str(reason)


def _pause_key(bot: str) -> str:
    return f"messages:pause:{bot}"


def _flood_key(bot: str) -> str:
    return f"messages:flood:{bot}"


def _microseconds(duration: timedelta) -> int:
    return duration // timedelta(microseconds=1)
