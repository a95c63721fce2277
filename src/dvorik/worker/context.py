"""What a worker process holds open, from its first task to its last."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dvorik import reactions
from dvorik.kernel import cache as redis
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.ending import end
from dvorik.kernel.nudges import Nudger
from dvorik.kernel.tasks import Worker


@asynccontextmanager
async def open_worker(config: Config) -> AsyncIterator[Worker]:
    """Connections are opened by their first use, so a service that is down delays no start."""
    assert config.database_url
    assert config.redis_url
    cache = redis.connect(config.redis_url)
    nudger = Nudger(cache)
    database = Database(
        config.database_url, application_name="dvorik-worker", after_record=nudger.after_record
    )
    try:
        async with asyncio.TaskGroup() as group:
            nudging = group.create_task(nudger.run())
            yield Worker(
                config=config,
                database=database,
                cache=cache,
                nudger=nudger,
                reactions=reactions.build(config),
            )
            await end(nudging)
    finally:
        await database.close()
        await cache.aclose()
