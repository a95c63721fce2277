"""A running sandbox on a free port, cleaned before every test."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from dvorik.sandbox.app import app_of
from dvorik.sandbox.client import Sandbox
from dvorik.sandbox.server import serving
from dvorik.sandbox.world import World
from tests.sandbox.harness import BOTS, CHANNEL, PEOPLE, BotCalls, FakeClock


@pytest.fixture(scope="session")
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(scope="session")
def world(clock: FakeClock) -> World:
    return World(
        BOTS, (CHANNEL,), PEOPLE, rate_per_second=None, clock=clock, webhook_pause_seconds=0.01
    )


@pytest.fixture(scope="session")
async def base_url(world: World) -> AsyncIterator[str]:
    async with serving(app_of(world)) as url:
        yield url


@pytest.fixture
async def sandbox(base_url: str) -> AsyncIterator[Sandbox]:
    async with Sandbox(base_url) as driver:
        await driver.reset()
        yield driver


@pytest.fixture
async def bot(base_url: str, sandbox: Sandbox) -> AsyncIterator[BotCalls]:
    """The client bot's plain HTTP calls."""
    async with httpx2.AsyncClient(base_url=base_url, timeout=30, verify=False) as http:
        calls = BotCalls(http, BOTS[0])
        await calls.ok("deleteWebhook", drop_pending_updates=True)
        await calls.ok("getUpdates", allowed_updates=[])
        yield calls
