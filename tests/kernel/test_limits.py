import asyncio

import pytest
from redis.asyncio import Redis

from dvorik.kernel import limits
from dvorik.kernel.cache import Cache
from dvorik.kernel.errors import TooMany
from dvorik.kernel.limits import Brake, Rate


async def test_a_burst_is_granted_and_the_next_must_wait(cache: Cache) -> None:
    rate = Rate(count=3, seconds=60, burst=3)

    waits = [await limits.wait_time(cache, "door", rate) for _ in range(4)]

    assert waits[:3] == [0.0, 0.0, 0.0]
    assert 19.0 < waits[3] <= 20.0


async def test_a_refusal_costs_nothing(cache: Cache) -> None:
    rate = Rate(count=1, seconds=60, burst=1)
    await limits.take(cache, "door", rate)

    waits = [await limits.wait_time(cache, "door", rate) for _ in range(3)]

    assert all(59.0 < wait <= 60.0 for wait in waits)


async def test_keys_do_not_share(cache: Cache) -> None:
    rate = Rate(count=1, seconds=60, burst=1)
    await limits.take(cache, "one", rate)

    await limits.take(cache, "two", rate)


async def test_the_refusal_says_when_to_come_back(cache: Cache) -> None:
    rate = Rate(count=1, seconds=60, burst=1)
    await limits.take(cache, "door", rate)

    with pytest.raises(TooMany) as caught:
        await limits.take(cache, "door", rate)

    assert caught.value.params == {"retry_after_seconds": 60}


async def test_many_at_once_get_no_more_than_the_burst(cache: Cache) -> None:
    rate = Rate(count=5, seconds=3600, burst=5)

    waits = await asyncio.gather(*(limits.wait_time(cache, "door", rate) for _ in range(50)))

    assert sum(wait == 0 for wait in waits) == 5


async def test_a_key_goes_when_its_debt_is_paid(cache: Cache) -> None:
    await limits.take(cache, "door", Rate(count=2, seconds=60, burst=2))

    assert 29_000 < await cache.pttl("limit:door") <= 30_001


async def test_a_brake_holds_who_fails_too_often_until_the_wait_is_over(cache: Cache) -> None:
    moment = 100.0
    brake = Brake(cache, clock=lambda: moment)
    rate = Rate(count=2, seconds=60, burst=2)
    for _ in range(2):
        await brake.count_failure("one", rate)
        brake.check("one")

    with pytest.raises(TooMany) as caught:
        await brake.count_failure("one", rate)
    with pytest.raises(TooMany):
        brake.check("one")

    assert caught.value.retry_after_seconds == 30
    brake.check("two")
    moment += 31
    brake.check("one")


async def test_without_redis_a_brake_holds_nobody() -> None:
    nowhere = Redis(host="127.0.0.1", port=1, decode_responses=True)
    brake = Brake(nowhere)

    for _ in range(3):
        await brake.count_failure("one", Rate(count=1, seconds=60, burst=1))

    brake.check("one")
