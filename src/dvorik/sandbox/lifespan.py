"""What runs beside the requests: couriers to webhooks, and saving."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2

from dvorik.sandbox import snapshot
from dvorik.sandbox.webhooks import Courier
from dvorik.sandbox.world import World

_SAVE_EVERY_SECONDS = 1.0


@asynccontextmanager
async def running(world: World, state_file: Path | None) -> AsyncIterator[None]:
    """Deliver and save while the block runs; save once more at the end."""
    async with httpx2.AsyncClient(trust_env=False) as http, asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(Courier(world, bot, http, world.webhook_pause_seconds).run())
            for bot in world.bots.values()
        ]
        if state_file is not None:
            tasks.append(group.create_task(_save_forever(world, state_file)))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
    if state_file is not None:
        await _save(world, state_file)


async def _save_forever(world: World, path: Path) -> None:
    saved = world.revision()
    while True:
        await asyncio.sleep(_SAVE_EVERY_SECONDS)
        if (now := world.revision()) != saved:
            await _save(world, path)
            saved = now


async def _save(world: World, path: Path) -> None:
    """The state is rendered here, at once, so that it is of one moment; the disk may take time."""
    state = json.dumps(snapshot.world_state(world), ensure_ascii=False)
    await asyncio.to_thread(snapshot.save, path, state, world.files.all())
