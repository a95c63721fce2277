"""The shared pace of a bot: two lanes, one pause, slower after a flood."""

import asyncio

from dvorik.kernel import bot_limits
from dvorik.kernel.bot_limits import Budget, Grant, Lane
from dvorik.kernel.cache import Cache

BUDGET = Budget(total_per_second=20, bulk_per_second=10)
BOT = "shop"


async def take(cache: Cache, lane: Lane, wanted: int = 1) -> Grant:
    return await bot_limits.take(cache, BOT, lane, wanted, BUDGET)


async def book_long_ago(cache: Cache) -> None:
    """As it is in an installation at work: somebody has sent before, and all of it has left."""
    await take(cache, Lane.BULK)
    await cache.mset({f"bot:{BOT}:total": "0", f"bot:{BOT}:bulk": "0"})


async def test_bulk_is_booked_a_short_time_ahead_and_evenly(cache: Cache) -> None:
    await book_long_ago(cache)

    first = await take(cache, Lane.BULK, 100)

    assert (first.count, first.wait_seconds, first.interval_seconds) == (5, 0.0, 0.1)
    second = await take(cache, Lane.BULK, 100)
    assert second.count == 0
    assert 0 < second.wait_seconds <= 0.1


async def test_where_redis_has_forgotten_the_pace_bulk_lets_pass_what_may_be_out(
    cache: Cache,
) -> None:
    await take(cache, Lane.BULK, 100)
    await cache.flushall()

    first, other = await take(cache, Lane.BULK, 100), await take(cache, Lane.BULK, 100)

    assert (first.count, first.wait_seconds) == (1, 0.4)
    assert other.count == 0
    assert 0 < other.wait_seconds <= 0.1


async def test_the_pace_is_remembered_for_an_hour(cache: Cache) -> None:
    await take(cache, Lane.BULK)

    for lane in ("total", "bulk"):
        assert 3_590 < await cache.ttl(f"bot:{BOT}:{lane}") <= 3_600


async def test_a_reply_waits_for_nothing_where_redis_has_forgotten_the_pace(cache: Cache) -> None:
    assert (await take(cache, Lane.REPLIES)).wait_seconds == 0.0


async def test_service_waits_for_what_bulk_has_booked_and_no_longer(cache: Cache) -> None:
    await book_long_ago(cache)
    await take(cache, Lane.BULK, 100)

    reply = await take(cache, Lane.SERVICE)

    assert reply.count == 1
    assert 0.15 < reply.wait_seconds <= 0.25


async def test_bulk_gets_nothing_while_service_has_booked_further(cache: Cache) -> None:
    await book_long_ago(cache)
    for _ in range(15):
        assert (await take(cache, Lane.SERVICE)).count == 1

    bulk = await take(cache, Lane.BULK)

    assert bulk.count == 0
    assert bulk.wait_seconds > 0.2


async def test_all_who_ask_at_once_share_one_budget(cache: Cache) -> None:
    await book_long_ago(cache)

    grants = await asyncio.gather(*(take(cache, Lane.BULK, 2) for _ in range(20)))

    assert sum(grant.count for grant in grants) == 5


async def test_a_pause_holds_both_lanes_and_is_never_cut_short(cache: Cache) -> None:
    await bot_limits.pause(cache, BOT, seconds=30, reason="429")
    await bot_limits.pause(cache, BOT, seconds=1, reason="later and shorter")

    for lane in (Lane.SERVICE, Lane.BULK):
        grant = await take(cache, lane)
        assert grant.count == 0
        assert 29 < grant.wait_seconds <= 30
    assert await bot_limits.pause_reason(cache, BOT) == "429"
    assert await bot_limits.pause_reason(cache, "another") is None


async def test_replies_wait_for_a_flood_and_for_no_other_pause(cache: Cache) -> None:
    await bot_limits.pause(cache, BOT, seconds=60, reason="telegram.unreachable")
    tried = await take(cache, Lane.REPLIES)
    await bot_limits.pause(cache, BOT, seconds=30, reason="429", is_flood=True)
    held = await take(cache, Lane.REPLIES)

    assert (tried.count, tried.is_paused) == (1, False)
    assert (held.count, held.is_paused) == (0, True)
    assert 29 < held.wait_seconds <= 30
    assert await bot_limits.pause_reason(cache, BOT) == "telegram.unreachable"


async def test_a_flood_slows_the_bot_down_once_however_many_met_it(cache: Cache) -> None:
    for _ in range(5):
        await bot_limits.pause(cache, BOT, seconds=30, reason="429", is_flood=True)
    await cache.delete(f"messages:pause:{BOT}")
    await book_long_ago(cache)

    slowed = await take(cache, Lane.BULK, 100)

    assert slowed.count == 3
    assert 0.14 < slowed.interval_seconds < 0.143


async def test_a_slowed_bot_recovers_with_time(cache: Cache) -> None:
    await bot_limits.pause(cache, BOT, seconds=0.001, reason="429", is_flood=True)
    kept = float(str(await cache.hget(f"bot:{BOT}:pace", "at")))
    half = bot_limits.RECOVERY.total_seconds() * 1_000_000 * 0.15
    await cache.hset(f"bot:{BOT}:pace", "at", str(int(kept - half)))
    await asyncio.sleep(0.01)

    recovering = await take(cache, Lane.BULK)

    assert 0.116 < recovering.interval_seconds < 0.119
