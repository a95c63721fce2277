"""Both bots on the real database and Redis, with a Telegram that only remembers."""

from typing import Any

import pytest

from dvorik.bots import cashier, client
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.inbox import BotName
from dvorik.settings import store
from dvorik.settings.models import SettingRow
from tests.bots.driver import CHANNEL, CHANNEL_ID, Moment, Talk, open_talk
from tests.conftest import NOON


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
async def shop(database: Database, cache: Cache) -> None:
    """A shop with a channel."""
    await set_channel(database, cache)


@pytest.fixture
def client_bot(config: Config, database: Database, cache: Cache, moment: Moment) -> Talk:
    return open_talk(
        BotName.CLIENT,
        client.build_dispatcher,
        config=config,
        database=database,
        cache=cache,
        now=moment,
    )


@pytest.fixture
def cashier_bot(config: Config, database: Database, cache: Cache, moment: Moment) -> Talk:
    return open_talk(
        BotName.CASHIER,
        cashier.build_dispatcher,
        config=config,
        database=database,
        cache=cache,
        now=moment,
    )


async def set_channel(database: Database, cache: Cache) -> None:
    await set_setting(database, cache, "channel_id", CHANNEL_ID)
    await set_setting(database, cache, "channel_username", CHANNEL["username"])
    await set_setting(database, cache, "business_name", "Дворик")


async def set_setting(database: Database, cache: Cache, key: str, value: Any) -> None:
    async with database.transaction() as session:
        session.add(SettingRow(key=key, value=value, updated_at=NOON))
    await store.forget(cache)
