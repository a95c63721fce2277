"""A sandbox that only senders talk to, and a database that really commits."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from dvorik.embedded import Services
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.sandbox.app import app_of
from dvorik.sandbox.client import Sandbox
from dvorik.sandbox.server import serving
from dvorik.sandbox.world import World
from tests.conftest import create_database, drop_database
from tests.sender.world import BOT, Shop


@pytest.fixture(scope="session")
async def telegram() -> AsyncIterator[str]:
    """The address of a Bot API without a ceiling; tests that want one set it."""
    async with serving(app_of(World((BOT,), (), (), rate_per_second=None))) as url:
        yield url


@pytest.fixture
async def shop(
    services: Services, template: str, cache: Cache, config: Config, telegram: str
) -> AsyncIterator[Shop]:
    async with open_shop(services, template, cache, config, telegram) as opened:
        yield opened


@asynccontextmanager
async def open_shop(
    services: Services, template: str, cache: Cache, config: Config, telegram: str
) -> AsyncIterator[Shop]:
    url = await create_database(services, "sender", template)
    database = Database(url)
    async with Sandbox(telegram) as sandbox:
        await sandbox.reset()
        await sandbox.set_limits(per_second=None)
        yield Shop(
            database=database,
            cache=cache,
            config=config.model_copy(
                update={
                    "database_url": url,
                    "telegram_main_bot_token": type(config.telegram_main_bot_token)(BOT.token),
                    "telegram_api_url": telegram,
                    "sandbox_without_limit": True,
                }
            ),
            sandbox=sandbox,
        )
    await database.close()
    await drop_database(services, url)


@pytest.fixture
def limited(shop: Shop) -> Shop:
    """The same with the pace that production has, against a ceiling like Telegram's."""
    return shop.limited()
