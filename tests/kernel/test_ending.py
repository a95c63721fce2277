import asyncio
from contextlib import suppress

from dvorik.kernel.ending import end


async def deaf(times: int) -> None:
    """Loses so many cancellations."""
    for _ in range(times):
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
    await asyncio.sleep(60)


async def test_who_has_lost_a_cancellation_is_cancelled_again() -> None:
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        tasks = [group.create_task(deaf(times)) for times in (0, 1, 2)]
        await asyncio.sleep(0)
        await end(*tasks)

    assert [task.cancelled() for task in tasks] == [True, True, True]


async def test_what_has_ended_already_stays_as_it_is() -> None:
    async with asyncio.TaskGroup() as group:
        done = group.create_task(asyncio.sleep(0, "result"))
    await end(done)

    assert done.result() == "result"
