"""Both bots on the real database and Redis, with a Telegram that only remembers."""

import pytest
from sqlalchemy import text

from dvorik.bots import cashier, client
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.inbox import BotName
from dvorik.settings import store
from tests.bots.driver import CHANNEL_ID, Moment, Talk, open_talk


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
    async with database.transaction() as session:
        await session.execute(
            text(
                "INSERT INTO setting (key, value, updated_at) VALUES"
                " ('channel_id', to_jsonb(cast(:channel AS bigint)), now()),"
                " ('channel_username', '\"shop_news\"', now()),"
                " ('business_name', '\"Дворик\"', now())"
            ),
            {"channel": CHANNEL_ID},
        )
    await store.forget(cache)
