"""What `dvorik doctor` says of the bots, beside what the owner chose."""

from collections.abc import AsyncIterator

import pytest

from dvorik.cli import checkups
from dvorik.cli.checkups import Level
from dvorik.kernel.bot_api import BotApi
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.sandbox import cast
from dvorik.sandbox.app import create_app
from dvorik.sandbox.server import serving
from tests.bots.conftest import set_setting
from tests.bots.house import house_config


@pytest.fixture
async def shop(config: Config, real_database: Database) -> AsyncIterator[Config]:
    """Both bots in a sandbox, without an address of their own: the environment says polling."""
    url = real_database.engine.url.render_as_string(hide_password=False)
    async with serving(create_app(bots=cast.BOTS, people=())) as sandbox:
        yield house_config(config, database_url=url, telegram_url=sandbox)


async def said(config: Config) -> list[tuple[Level, str]]:
    """Of the client bot, that it is there apart."""
    return [(found.level, found.text) for found in await checkups.bots(config)][1:2]


async def test_a_webhook_that_was_chosen_and_is_not_set_is_a_fault(
    shop: Config, real_database: Database, cache: Cache
) -> None:
    name = "client bot (TELEGRAM_MAIN_BOT_TOKEN)"
    assert await said(shop) == [(Level.OK, f"The {name} is polled.")]

    await set_setting(real_database, cache, "bot_mode", "webhook")
    assert await said(shop) == [(Level.FAULT, f"The webhook of the {name} leads to nowhere.")]

    api = BotApi(cast.CLIENT_BOT.token, base_url=shop.telegram_api_url)
    await api.call("setWebhook", url=f"{shop.base_url}/webhooks/main-bot")
    await api.close()
    assert await said(shop) == [(Level.OK, f"The webhook of the {name} is set.")]


async def test_where_the_database_is_away_the_environment_says_how(shop: Config) -> None:
    lonely = shop.model_copy(update={"database_url": "postgresql+asyncpg://127.0.0.1:1/x"})

    assert (await said(lonely))[0][0] is Level.OK
