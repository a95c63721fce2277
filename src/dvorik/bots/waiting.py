"""Waiting that ends early when the process is asked to stop."""

import asyncio


async def wait_for(stop: asyncio.Event, seconds: float) -> bool:
    """Sleep up to `seconds`. True when `stop` was set meanwhile."""
    try:
        async with asyncio.timeout(seconds):
            return await stop.wait()
    except TimeoutError:
        return False


def backoff_seconds(failures: int) -> float:
    """0.5, 1, 2, 4 … at most 15: how long to leave something that failed this often in a row."""
    return min(0.25 * 2.0 ** min(failures, 10), 15.0)
