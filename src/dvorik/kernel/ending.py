"""Ending tasks that run until they are cancelled."""

import asyncio
from typing import Any

_AGAIN_SECONDS = 0.5


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel `tasks` until they have ended.

    Once is not enough: before Python 3.12 `asyncio.wait_for`, by which the Redis client sends,
    loses a cancellation that meets the end of what it waits for (python/cpython#86296).
    """
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=_AGAIN_SECONDS)
