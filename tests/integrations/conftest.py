"""A shop whose bots live in a sandbox of the test's own."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from dvorik.kernel.config import Config
from dvorik.sandbox import cast
from dvorik.sandbox.app import create_app
from dvorik.sandbox.server import serving

PUBLIC = "https://dvorik.example"


@pytest.fixture
async def sandbox() -> AsyncIterator[str]:
    async with serving(
        create_app(bots=cast.BOTS, people=cast.PEOPLE, channels=cast.CHANNELS)
    ) as url:
        yield url


@pytest.fixture
def shop(app: FastAPI, config: Config, sandbox: str) -> FastAPI:
    """The application with the sandbox's bots and an address on the internet."""
    app.state.config = config.model_copy(
        update={
            "telegram_api_url": sandbox,
            "public_url": PUBLIC + "/",
            "telegram_main_bot_token": SecretStr(cast.CLIENT_BOT.token),
            "telegram_auth_bot_token": SecretStr(cast.CASHIER_BOT.token),
        }
    )
    return app


def change(app: FastAPI, **values: object) -> None:
    config: Config = app.state.config
    app.state.config = config.model_copy(update=values)
