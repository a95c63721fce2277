import asyncio

from dvorik.kernel import nudges
from dvorik.kernel.cache import Cache, connect
from dvorik.kernel.nudges import Nudger, Topic


async def test_a_nudge_wakes_the_listener(cache: Cache) -> None:
    nudger = Nudger(cache)
    listening = nudges.listen(cache, Topic.EVENTS, tick_seconds=30)
    await anext(listening)

    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        running = group.create_task(nudger.run())
        nudger.nudge(Topic.EVENTS)
        await anext(listening)
        running.cancel()
    await listening.aclose()


async def test_without_redis_the_tick_goes_on() -> None:
    nowhere = connect("redis://127.0.0.1:1/0")
    listening = nudges.listen(nowhere, Topic.EVENTS, tick_seconds=0.01)

    async with asyncio.timeout(5):
        for _ in range(3):
            await anext(listening)
    await nudges.publish(nowhere, Topic.EVENTS)
    await nowhere.aclose()
