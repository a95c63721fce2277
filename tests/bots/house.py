"""Both bots running for real: polling the sandbox, on a database that commits."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from dvorik import reactions
from dvorik.bots.process import serve
from dvorik.kernel import relay
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.messaging.gateway import open_senders
from dvorik.messaging.tasks import send_due
from dvorik.sandbox import cast
from dvorik.sender.process import serve as carry


def house_config(config: Config, *, database_url: str, telegram_url: str) -> Config:
    return config.model_copy(
        update={
            "database_url": database_url,
            "telegram_api_url": telegram_url,
            "telegram_main_bot_token": type(config.telegram_main_bot_token)(cast.CLIENT_BOT.token),
            "telegram_auth_bot_token": type(config.telegram_auth_bot_token)(cast.CASHIER_BOT.token),
        }
    )


@asynccontextmanager
async def bots_running(config: Config) -> AsyncIterator[asyncio.Event]:
    """The bots process inside this one. Leaving the block stops it as SIGTERM does."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(serve(config, stop))
        try:
            yield stop
        finally:
            stop.set()


@asynccontextmanager
async def senders_running(config: Config) -> AsyncIterator[None]:
    """The sender process inside this one, for broadcasts."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(carry(config, stop))
        try:
            yield
        finally:
            stop.set()


async def let_the_worker_work(config: Config, database: Database, cache: Cache) -> None:
    """What the worker does when nudged: reactions to events, then messages."""
    await relay.drain(database, reactions.build(config))
    async with open_senders(config) as senders:
        await send_due(database, cache, senders)


async def until(condition: Callable[[], Awaitable[bool]], *, seconds: float = 10) -> None:
    """Wait for `condition`. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while True:
            if await condition():
                return
            await asyncio.sleep(0.05)
