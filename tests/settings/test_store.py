"""The cached settings, and the readers that could bring old ones back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.api.app import create_app
from dvorik.embedded import Services
from dvorik.kernel import cache as redis
from dvorik.kernel.actor import Actor
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.settings import actions, store
from dvorik.settings.schemas import ShopSettings
from tests.conftest import NOON, OLGA


async def set_hour(database: Database, hour: int) -> None:
    async with database.transaction() as session:
        await actions.change_settings(session, OLGA, changes={"birthday_hour": hour}, now=NOON)


async def test_settings_are_read_from_redis_until_forgotten(
    cache: Cache, database: Database
) -> None:
    assert await store.current(cache, database) == ShopSettings()
    await set_hour(database, 7)

    assert (await store.current(cache, database)).birthday_hour == 9
    await store.forget(cache)
    assert (await store.current(cache, database)).birthday_hour == 7


async def test_another_process_sees_a_change_within_its_copy_of_a_second(
    services: Services, cache: Cache, database: Database
) -> None:
    assert services.redis_url
    other = redis.connect(services.redis_url)
    moment = 100.0

    async def hour_seen_by_other() -> int:
        return (await store.current(other, database, seconds=lambda: moment)).birthday_hour

    assert await hour_seen_by_other() == 9
    await set_hour(database, 7)
    await store.forget(cache)

    assert await hour_seen_by_other() == 9
    moment += store.COPY_SECONDS
    assert await hour_seen_by_other() == 7
    await other.aclose()


async def test_a_slow_reader_cannot_bring_old_settings_back(
    cache: Cache, database: Database
) -> None:
    class SlowReader(Database):
        """Reads, and is overtaken by a change before it writes to the cache."""

        def __init__(self) -> None:
            pass

        @asynccontextmanager
        async def transaction(self) -> AsyncIterator[AsyncSession]:
            async with database.transaction() as session:
                yield session
            await set_hour(database, 7)
            await store.forget(cache)

    seen_by_slow = await store.current(cache, SlowReader())

    assert seen_by_slow.birthday_hour == 9
    assert (await store.current(cache, database)).birthday_hour == 7


async def test_a_value_of_another_version_is_read_anew(cache: Cache, database: Database) -> None:
    await cache.set(store.VALUE_KEY, '\n{"birthday_hour": "nine"}')

    assert await store.current(cache, database) == ShopSettings()


async def test_without_redis_the_database_answers(database: Database) -> None:
    nowhere = redis.connect("redis://127.0.0.1:1/0")
    await set_hour(database, 7)

    assert (await store.current(nowhere, database)).birthday_hour == 7
    await store.forget(nowhere)
    await nowhere.aclose()


async def test_a_route_forgets_after_its_commit(
    config: Config, cache: Cache, database: Database
) -> None:
    happened: list[tuple[str, object]] = []

    class Recording(Database):
        def __init__(self) -> None:
            pass

        @asynccontextmanager
        async def transaction(self) -> AsyncIterator[AsyncSession]:
            async with database.transaction() as session:
                yield session
            happened.append(("committed", await cache.get(store.GENERATION_KEY)))

    async def authenticate(request: Request, session: AsyncSession) -> Actor:
        return OLGA

    app = create_app(config=config, database=Recording(), cache=cache, authenticate=authenticate)
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://x") as http:
        response = await http.patch("/api/v1/settings", json={"birthday_hour": 7})

    assert response.status_code == 200
    assert happened == [("committed", None)]
    assert await cache.get(store.GENERATION_KEY) is not None


def test_settings_that_no_longer_fit_together_do_not_close_the_shop() -> None:
    stored = {"birthday_hour": 7, "quiet_from": "nonsense", "quiet_until": None}

    assert ShopSettings.from_stored(stored) == ShopSettings(birthday_hour=7)
    assert ShopSettings.from_stored({"quiet_until": None}) == ShopSettings()
