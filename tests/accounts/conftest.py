"""The real authenticator: here people sign in, and are nobody until they do."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import actions
from dvorik.accounts.models import Account
from dvorik.accounts.routes.authenticate import authenticate
from dvorik.accounts.rules.keys import Keyring
from dvorik.api.app import furnish
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from tests.conftest import Acting, built_app

PASSWORD = "вишнёвый сад 1904"
OLGA_ID, MARY_ID, TIM_ID = 1, 2, 3
EMAILS = {OLGA_ID: "olga@dvorik.test", MARY_ID: "mary@dvorik.test", TIM_ID: "tim@dvorik.test"}

Opener = Callable[[Database], AsyncClient]


@pytest.fixture
def keys(config: Config) -> Keyring:
    return Keyring.of(config.secret_key.get_secret_value())


@pytest.fixture(scope="session")
async def password_hash() -> str:
    return await actions.hash_password(PASSWORD)


@pytest.fixture
async def give_password(password_hash: str) -> Callable[[AsyncSession], Awaitable[None]]:
    async def give(session: AsyncSession) -> None:
        await session.execute(update(Account).values(password_hash=password_hash))

    return give


@pytest.fixture
async def open_door(config: Config, cache: Cache, acting: Acting) -> AsyncIterator[Opener]:
    """Makes a browser without cookies, over an application on the given database."""
    clients: list[AsyncClient] = []

    def open_(database: Database) -> AsyncClient:
        app = built_app()
        furnish(
            app,
            config=config,
            database=database,
            cache=cache,
            authenticate=authenticate,
            now=lambda: acting.now,
        )
        client = AsyncClient(
            transport=ASGITransport(app=app, client=("203.0.113.7", 50000)),
            base_url="http://dvorik.test/api/v1",
        )
        clients.append(client)
        return client

    yield open_
    for client in clients:
        await client.aclose()


@pytest.fixture
async def browser(
    open_door: Opener,
    database: Database,
    give_password: Callable[[AsyncSession], Awaitable[None]],
) -> AsyncClient:
    """Nobody yet; Olga, Mary and Tim know `PASSWORD`."""
    async with database.transaction() as session:
        await give_password(session)
    return open_door(database)


async def sign_in(browser: AsyncClient, account_id: int) -> dict[str, object]:
    """Sign in by password; from now on `browser` sends the access token."""
    browser.headers.pop("authorization", None)
    response = await browser.post(
        "/auth/login", json={"email": EMAILS[account_id], "password": PASSWORD}
    )
    assert response.status_code == 200, response.text
    answer: dict[str, object] = response.json()
    browser.headers["authorization"] = f"Bearer {answer['access_token']}"
    return answer
