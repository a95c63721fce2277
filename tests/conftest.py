"""The test world: real PostgreSQL and Redis, and four people with clear rights.

Olga owns the shop, Mary manages it, Tim is a trainee who may nothing, Anna is a client.
"""

import functools
import gc
import logging
import os
from collections import Counter
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from fastapi import FastAPI, Request
from httpx2 import ASGITransport, AsyncClient
from hypothesis import settings
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from dvorik import embedded
from dvorik.api.app import create_app, furnish
from dvorik.embedded import Services
from dvorik.kernel import cache as redis
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config, Environment
from dvorik.kernel.db import Database
from dvorik.migrations import runner
from tests.machine import Shared, is_alone, place_on_machine, processes, turn

NOON = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""Friday, 12:00 in Vladivostok: the moment at which tests happen unless they say otherwise."""

OLGA = Actor(kind=ActorKind.ACCOUNT, id=1, permissions=frozenset(Permission))
MARY = Actor(kind=ActorKind.ACCOUNT, id=2, permissions=frozenset(Permission))
TIM = Actor(kind=ActorKind.ACCOUNT, id=3)

# The machine may be busy: how long an example takes says nothing about the rule. In CI the
# examples are the same each time, so that a submission fails for what it changed.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")

# Without this structlog prints each line of each request. Through the standard library pytest keeps
# them and shows those of a test that failed.
structlog.configure(
    processors=[structlog.stdlib.add_log_level, structlog.dev.ConsoleRenderer(colors=False)],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
)
logging.getLogger("dvorik").setLevel(logging.INFO)

NOTHING: Any = None
"""In place of what a test furnishes the application with."""

SHARED_HOME = Path(os.environ.get("DVORIK_TEST_HOME", ".dvorik/test"))
HOME = SHARED_HOME / os.environ.get("PYTEST_XDIST_WORKER", "")
"""Of several processes that share the tests each has servers of its own."""


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    return processes(config)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Shared:
    return Shared(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    # Nothing that is imported is ever garbage, and looking for some takes a fifth of the time.
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    names = Counter(item.nodeid for item in items)
    if len(names) < len(items):
        namesakes = [name for name, count in names.items() if count > 1]
        raise pytest.UsageError(f"xdist runs one test of each name: {', '.join(namesakes)}")
    items.sort(key=turn)


@pytest.fixture(autouse=True)
def machine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests run beside those of other processes, unless they are marked as `alone`."""
    with place_on_machine(SHARED_HOME, alone=is_alone(request.node)):
        yield


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    """Servers given by the environment, else embedded ones that survive between runs."""
    database_url = os.environ.get("TEST_DATABASE_URL")
    redis_url = os.environ.get("TEST_REDIS_URL")
    with embedded.running(
        HOME, postgres=database_url is None, redis=redis_url is None, durable=False
    ) as started:
        yield Services(
            database_url=database_url or started.database_url,
            redis_url=redis_url or started.redis_url,
        )


@pytest.fixture(scope="session")
async def template(services: Services) -> AsyncIterator[str]:
    """The URL of a migrated database with three accounts, which tests clone."""
    url = await create_database(services, "template")
    engine = create_async_engine(url)
    await runner.upgrade(engine)
    await add_people(engine)
    await engine.dispose()
    yield url
    await drop_database(services, url)


async def create_database(services: Services, suffix: str, template: str | None = None) -> str:
    """The URL of a new database, empty or copied from `template`."""
    name = f"dvorik_test_{os.getpid()}_{suffix}"
    assert services.database_url
    admin = create_async_engine(services.database_url, isolation_level="AUTOCOMMIT")
    source = f'TEMPLATE "{database_name(template)}" STRATEGY file_copy' if template else ""
    async with admin.connect() as connection:
        await connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        await connection.execute(text(f'CREATE DATABASE "{name}" {source}'))
    await admin.dispose()
    return admin.url.set(database=name).render_as_string(hide_password=False)


async def add_people(engine: AsyncEngine) -> None:
    """The accounts behind OLGA, MARY and TIM, so that rows may point at them."""
    async with engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO account (id, email, first_name, last_name, language, role, status,"
                " can_broadcast_from_chat, notification_groups)"
                " OVERRIDING SYSTEM VALUE VALUES"
                " (1, 'olga@dvorik.test', 'Ольга', '', 'ru', 'owner', 'active', true, '{}'),"
                " (2, 'mary@dvorik.test', 'Мария', '', 'ru', 'manager', 'active', false, '{}'),"
                " (3, 'tim@dvorik.test', 'Тимофей', '', 'ru', 'master', 'active', false, '{}')"
            )
        )
        await connection.execute(text("ALTER TABLE account ALTER COLUMN id RESTART WITH 100"))


async def drop_database(services: Services, url: str) -> None:
    assert services.database_url
    admin = create_async_engine(services.database_url, isolation_level="AUTOCOMMIT")
    async with admin.connect() as connection:
        await connection.execute(text(f'DROP DATABASE "{database_name(url)}" WITH (FORCE)'))
    await admin.dispose()


def database_name(url: str) -> str:
    return url.split("?", maxsplit=1)[0].rsplit("/", 1)[1]


@pytest.fixture(scope="session")
async def engine(services: Services, template: str) -> AsyncIterator[AsyncEngine]:
    """For tests that are rolled back."""
    url = await create_database(services, "shared", template)
    engine = create_async_engine(url)
    yield engine
    await engine.dispose()
    await drop_database(services, url)


class RolledBackDatabase(Database):
    """Each transaction is a savepoint inside one outer transaction the test throws away."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.after_record = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        session = AsyncSession(
            self._connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        async with session, session.begin():
            yield session


@pytest.fixture
async def database(engine: AsyncEngine) -> AsyncIterator[Database]:
    """What most tests use. One connection: for things at once take `real_database`."""
    async with engine.connect() as connection:
        outer = await connection.begin()
        yield RolledBackDatabase(connection)
        await outer.rollback()


@pytest.fixture
async def real_database(services: Services, template: str) -> AsyncIterator[Database]:
    """A database of the test's own, for tests about concurrency: they really commit."""
    async with copied(services, template, "real") as database:
        yield database


@asynccontextmanager
async def copied(services: Services, template: str, suffix: str) -> AsyncIterator[Database]:
    url = await create_database(services, suffix, template)
    database = Database(url, pool_size=20)
    yield database
    await database.close()
    await drop_database(services, url)


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    async with database.transaction() as session:
        yield session


@pytest.fixture
async def cache(services: Services) -> AsyncIterator[Cache]:
    """Redis, emptied before the test."""
    assert services.redis_url
    client = redis.connect(services.redis_url)
    await client.flushdb()
    yield client
    await client.aclose()


@pytest.fixture
def config(services: Services, tmp_path: Path) -> Config:
    return Config(
        app_env=Environment.TEST,
        dvorik_home=tmp_path,
        database_url=services.database_url,
        redis_url=services.redis_url,
        secret_key="test-secret-key-that-is-long-enough-0001",
        internal_api_key="test-internal-key-that-is-long-enough-01",
        telegram_webhook_secret="test-webhook-secret-that-is-long-enough-1",
        telegram_main_bot_token="1001:AAHtestclientbottoken000000000000000",
        telegram_auth_bot_token="1002:AAHtestcashierbottoken00000000000000",
    )


class Acting:
    """Who the HTTP client is, and what time it is. A test may change both."""

    def __init__(self) -> None:
        self.actor = OLGA
        self.now = NOON


@pytest.fixture
def acting() -> Acting:
    return Acting()


@functools.cache
def built_app() -> FastAPI:
    """One for all tests, which furnish it: its routes take a fifth of a second to build."""
    config = Config(app_env=Environment.TEST)
    return create_app(config=config, database=NOTHING, cache=NOTHING, authenticate=NOTHING)


@pytest.fixture
def app(config: Config, database: Database, cache: Cache, acting: Acting) -> FastAPI:
    """The whole application, with the authenticator replaced by `acting`."""

    async def authenticate(request: Request, session: AsyncSession) -> Actor:
        return acting.actor

    app = built_app()
    furnish(
        app,
        config=config,
        database=database,
        cache=cache,
        authenticate=authenticate,
        now=lambda: acting.now,
    )
    return app


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app=app)
    async with AsyncClient(transport=transport, base_url="http://dvorik.test") as client:
        yield client
