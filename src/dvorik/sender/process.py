"""`dvorik sender`: from the configuration to a carrier that runs until it is asked to stop.

`DATABASE_URL` and `REDIS_URL` are set: the command line sees to it where nobody did.
"""

import asyncio
import os
import signal
from collections.abc import Sequence

import uvloop

from dvorik import tables
from dvorik.kernel import cache as redis
from dvorik.kernel import clock, heartbeat, nudges, startup
from dvorik.kernel import config as configuration
from dvorik.kernel.bot_limits import Lane
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import BadConfig, Config
from dvorik.kernel.db import Database
from dvorik.kernel.ending import end
from dvorik.kernel.heartbeat import Sign
from dvorik.kernel.log import get_logger
from dvorik.kernel.nudges import Nudger, Topic
from dvorik.kernel.pace import Pace
from dvorik.messaging.types import Channel
from dvorik.sender.bot import Bot
from dvorik.sender.carrier import Carrier
from dvorik.sender.corrector import Corrector
from dvorik.sender.surroundings import Surroundings

log = get_logger(__name__)

GRACE_SECONDS = 6.0
"""For messages in the air when the process is asked to stop; its supervisor waits for seven."""

LAST_SECONDS = 8.0
"""After which it goes however things stand."""

_TICK_SECONDS = 1.0


def main() -> None:
    config = configuration.load()
    startup.prepare(config)
    # A third less of the processor for each message than by the loop of the library.
    uvloop.run(_until_signal(config))


async def _until_signal(config: Config) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end() -> None:
        stop.set()
        loop.call_later(LAST_SECONDS, _leave)

    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, end)
    await serve(config, stop)


def _leave() -> None:
    """A database that takes no answer and gives none would be waited for without an end. The
    leases of what is in hand tell the next sender."""
    log.error("sender_left_with_work_in_hand")
    os._exit(1)


async def serve(config: Config, stop: asyncio.Event) -> None:
    """Carry broadcasts until `stop`, and end within seconds after it."""
    if config.database_url is None or config.redis_url is None:
        raise BadConfig("DATABASE_URL and REDIS_URL must be set; `dvorik sender` starts servers")
    token = config.telegram_main_bot_token.get_secret_value()
    if not token:
        log.warning("sender_has_no_bot", variable="TELEGRAM_MAIN_BOT_TOKEN")
        await stop.wait()
        return
    tables.configure()
    cache = redis.connect(config.redis_url)
    nudger = Nudger(cache)
    database = Database(
        config.database_url, application_name="dvorik-sender", after_record=nudger.after_record
    )
    try:
        async with Bot(token, base_url=config.telegram_api_url) as bot:
            around = Surroundings(
                database=database,
                cache=cache,
                bot=bot,
                pace=Pace(
                    cache,
                    Channel.CLIENT_BOT,
                    Lane.BULK,
                    is_limited=not config.sandbox_without_limit,
                ),
                now=clock.now,
            )
            await _carry(around, nudger, stop)
    finally:
        await database.close()
        await cache.aclose()


async def _carry(around: Surroundings, nudger: Nudger, stop: asyncio.Event) -> None:
    wakes = [asyncio.Event(), asyncio.Event()]
    async with asyncio.TaskGroup() as group:
        helpers = [
            group.create_task(nudger.run()),
            group.create_task(_listen(around.cache, wakes)),
            group.create_task(heartbeat.keep_leaving(around.cache, Sign.SENDER, now=around.now)),
        ]
        working = [
            group.create_task(Carrier(around, stop, wakes[0]).run()),
            group.create_task(Corrector(around, stop, wakes[1]).run()),
        ]
        await stop.wait()
        for wake in wakes:
            wake.set()
        _, late = await asyncio.wait(working, timeout=GRACE_SECONDS)
        # Leases of messages that found no end run out by themselves.
        await end(*late, *helpers)


async def _listen(cache: Cache, wakes: Sequence[asyncio.Event]) -> None:
    """Whatever starts, resumes or pauses records an event, and so is seen at once."""
    async for _ in nudges.listen(cache, Topic.EVENTS, tick_seconds=_TICK_SECONDS):
        for wake in wakes:
            wake.set()
