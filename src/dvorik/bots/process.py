"""`dvorik bots`: serves both bots until it is asked to stop.

`DATABASE_URL` and `REDIS_URL` are set: the command line sees to it where nobody did.
"""

import asyncio
import signal

from aiogram import Bot
from aiogram.utils.token import TokenValidationError

from dvorik import tables
from dvorik.bots import cashier, client
from dvorik.bots.replies import Replies
from dvorik.bots.resources import Resources
from dvorik.bots.runner import Runner, Service
from dvorik.bots.telegram import build_bot, session_for
from dvorik.kernel import cache as redis
from dvorik.kernel import config as configuration
from dvorik.kernel import heartbeat, startup
from dvorik.kernel.config import BadConfig, Config
from dvorik.kernel.db import Database
from dvorik.kernel.ending import end
from dvorik.kernel.heartbeat import Sign
from dvorik.kernel.inbox import BotName
from dvorik.kernel.log import get_logger
from dvorik.kernel.nudges import Nudger, Topic

log = get_logger(__name__)

_VARIABLES = {
    BotName.CLIENT: "TELEGRAM_MAIN_BOT_TOKEN",
    BotName.CASHIER: "TELEGRAM_AUTH_BOT_TOKEN",
}


def main() -> None:
    config = configuration.load()
    startup.prepare(config)
    asyncio.run(_until_signal(config))


async def _until_signal(config: Config) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    await serve(config, stop)


async def serve(config: Config, stop: asyncio.Event) -> None:
    """Serve the bots that have a token until `stop`; returns within a few seconds after it."""
    if config.database_url is None or config.redis_url is None:
        raise BadConfig("DATABASE_URL and REDIS_URL must be set; `dvorik bots` starts servers")
    tables.configure()
    cache = redis.connect(config.redis_url)
    nudger = Nudger(cache)
    database = Database(
        config.database_url,
        application_name="dvorik-bots",
        after_record=lambda: nudger.nudge(Topic.EVENTS),
    )
    try:
        await _serve(Resources(config=config, database=database, cache=cache), nudger, stop)
    finally:
        await database.close()
        await cache.aclose()


async def _serve(resources: Resources, nudger: Nudger, stop: asyncio.Event) -> None:
    services = _services(resources, nudger)
    try:
        async with asyncio.TaskGroup() as tasks:
            helpers = [
                tasks.create_task(nudger.run()),
                tasks.create_task(
                    heartbeat.keep_leaving(resources.cache, Sign.BOTS, now=resources.now)
                ),
            ]
            runners = [
                tasks.create_task(Runner(resources, service).run(stop)) for service in services
            ]
            await stop.wait()
            if runners:
                await asyncio.wait(runners)
            await end(*helpers)
    finally:
        for service in services:
            await service.bot.session.close()


def _services(resources: Resources, nudger: Nudger) -> list[Service]:
    def kept() -> None:
        nudger.nudge(Topic.UPDATES)

    config = resources.config
    found = []
    for name, token, room in (
        (BotName.CLIENT, config.telegram_main_bot_token, client),
        (BotName.CASHIER, config.telegram_auth_bot_token, cashier),
    ):
        replies = Replies(resources, name)
        if bot := _bot(replies, resources.config, name, token.get_secret_value()):
            found.append(
                Service(
                    name=name,
                    bot=bot,
                    replies=replies,
                    dispatcher=room.build_dispatcher(resources),
                    commands=room.commands(),
                    kept=kept,
                )
            )
    return found


def _bot(replies: Replies, config: Config, name: BotName, token: str) -> Bot | None:
    variable = _VARIABLES[name]
    if not token:
        log.warning("bot_has_no_token_and_is_off", bot=name.value, variable=variable)
        return None

    try:
        session = session_for(config.telegram_api_url)
        return build_bot(token, session=session, replies=replies)
    except TokenValidationError:
        log.error("bot_token_is_malformed_bot_is_off", bot=name.value, variable=variable)
        return None
