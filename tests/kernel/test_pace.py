"""One process' part in the pace of a bot: slots it keeps, slots it misses, and Redis gone."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest

from dvorik.kernel import bot_limits
from dvorik.kernel import cache as redis
from dvorik.kernel.bot_limits import Budget, Lane
from dvorik.kernel.cache import Cache
from dvorik.kernel.pace import Pace

BUDGET = Budget(total_per_second=28, bulk_per_second=25)
BOT = "shop"
TOGETHER_SECONDS = 3.0


def pace(cache: Cache, lane: Lane = Lane.BULK) -> Pace:
    return Pace(cache, BOT, lane, is_limited=True)


@pytest.fixture
async def nobody() -> AsyncIterator[Cache]:
    """A Redis that is not there."""
    cache = redis.connect("redis://127.0.0.1:1/0")
    yield cache
    await cache.aclose()


async def test_all_lanes_together_book_at_most_thirty_slots_in_any_second(cache: Cache) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + TOGETHER_SECONDS
    slots: list[float] = []

    async def book(lane: Lane, wanted: int) -> None:
        mine = pace(cache, lane)
        while loop.time() < end:
            grant = await mine.take(wanted, BUDGET)
            first = loop.time() + grant.wait_seconds
            slots.extend(first + place * grant.interval_seconds for place in range(grant.count))
            await asyncio.sleep(grant.wait_seconds)

    await asyncio.gather(
        *(book(Lane.BULK, 32) for _ in range(4)), *(book(Lane.REPLIES, 1) for _ in range(2))
    )

    slots.sort()
    # A thirty-first is more than a second after the first of its kind.
    assert all(later - sooner > 0.98 for sooner, later in zip(slots, slots[30:], strict=False))
    assert len(slots) > 25 * TOGETHER_SECONDS * 0.8
    assert sum(later - sooner > 0.5 for sooner, later in pairwise(slots)) == 0


async def test_a_slot_is_waited_for(cache: Cache) -> None:
    mine = pace(cache)
    await mine.take(3, BUDGET)
    slot = asyncio.get_running_loop().time() + 0.04

    assert await mine.wait_for_slot(slot)

    assert asyncio.get_running_loop().time() >= slot


async def test_a_slot_that_was_kept_is_used_and_no_other_is_booked(cache: Cache) -> None:
    mine = pace(cache)
    await mine.take(3, BUDGET)
    booked = await cache.get(f"bot:{BOT}:bulk")

    # One that is due now: a busy machine may oversleep, and then another is booked rightly.
    assert await mine.wait_for_slot(asyncio.get_running_loop().time())

    assert await cache.get(f"bot:{BOT}:bulk") == booked


async def test_a_slot_that_was_missed_is_booked_again_behind_all_others(cache: Cache) -> None:
    mine = pace(cache)
    await cache.set(f"bot:{BOT}:bulk", "0")
    await mine.take(10, BUDGET)
    loop = asyncio.get_running_loop()
    began = loop.time()

    assert await mine.wait_for_slot(began - 0.2)

    assert 0.35 < loop.time() - began < 2


async def test_a_slot_within_a_pause_is_void(cache: Cache) -> None:
    mine = pace(cache)
    await mine.take(1, BUDGET)
    await mine.rest(30, reason="429", is_flood=True)

    now = asyncio.get_running_loop().time()

    assert not await mine.wait_for_slot(now + 0.01)
    assert not await mine.wait_for_slot(now - 1)


async def test_a_pause_another_process_began_is_remembered_here(cache: Cache) -> None:
    mine = pace(cache)
    await bot_limits.pause(cache, BOT, seconds=30, reason="429", is_flood=True)

    assert (await mine.take(1, BUDGET)).is_paused

    assert mine.rest_seconds == pytest.approx(30, abs=1)


async def test_without_redis_each_goes_slowly_by_itself(nobody: Cache) -> None:
    mine = pace(nobody)

    first, second = await mine.take(10, BUDGET), await mine.take(10, BUDGET)

    assert (first.count, first.wait_seconds) == (1, 0.0)
    assert second.count == 0
    assert 0 < second.wait_seconds <= 1


async def test_without_redis_a_flood_still_stops_this_process(nobody: Cache) -> None:
    mine = pace(nobody)

    await mine.rest(30, reason="429", is_flood=True)
    grant = await mine.take(10, BUDGET)

    assert grant.count == 0
    assert grant.wait_seconds == pytest.approx(30, abs=1)
    assert await mine.flood_seconds() == pytest.approx(30, abs=1)


async def test_a_redis_that_hangs_counts_as_gone() -> None:
    async def accept(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    cache = redis.connect(f"redis://127.0.0.1:{port}/0")
    began = asyncio.get_running_loop().time()

    grant = await pace(cache).take(10, BUDGET)

    assert grant.count == 1
    assert asyncio.get_running_loop().time() - began < 3
    await cache.aclose()
    server.close()
