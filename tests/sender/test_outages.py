"""Servers that die, restart or freeze beneath running senders cost time, not messages."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from dvorik import embedded
from dvorik.embedded import Services
from dvorik.kernel import cache as redis
from dvorik.kernel.config import Config
from dvorik.kernel.errors import Unavailable
from dvorik.migrations import runner
from dvorik.sender.carrier import MAX_IN_HAND
from tests.conftest import add_people, create_database
from tests.embedded.processes import KEEPER, POSTMASTER, REDIS, find_process, running_processes
from tests.sender.conftest import open_shop
from tests.sender.world import BOT, Shop, eventually

EXIT_SECONDS = 10


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A shop on servers of its own, which a test may kill: they keep what they acknowledged."""

    home: Path
    shop: Shop

    def signal(self, pattern: str, number: signal.Signals) -> None:
        os.kill(find_process(self.home, pattern), number)

    @contextmanager
    def frozen(self, mark: str) -> Iterator[None]:
        """Everything of one server stands still: it answers nobody and refuses nobody."""
        stopped = [pid for pid, title in running_processes(self.home).items() if mark in title]
        assert stopped
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)

    @contextmanager
    def without_redis(self) -> Iterator[None]:
        """Nobody listens at its port, and its keeper does not notice."""
        self.signal(KEEPER, signal.SIGSTOP)
        try:
            self.signal(REDIS, signal.SIGKILL)
            yield
        finally:
            self.signal(KEEPER, signal.SIGCONT)

    async def wait_until_sent(self, broadcast_id: int, *, seconds: float = 60) -> None:
        async def is_sent() -> bool:
            try:
                return (await self.shop.look(broadcast_id)).status == "sent"
            except Unavailable:
                return False

        await eventually(is_sent, seconds=seconds)

    async def wait_for_messages(self, count: int) -> None:
        async def enough() -> bool:
            return int((await self.shop.sandbox.statistics(BOT))["messages"]) >= count

        await eventually(enough)


@dataclass(frozen=True, kw_only=True)
class Servers:
    home: Path
    services: Services
    template: str


@pytest.fixture(scope="module")
async def servers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Servers]:
    home = tmp_path_factory.mktemp("outages") / "home"
    with embedded.running(home, durable=True, linger_seconds=0) as services:
        template = await create_database(services, "template")
        engine = create_async_engine(template)
        await runner.upgrade(engine)
        await add_people(engine)
        await engine.dispose()
        yield Servers(home=home, services=services, template=template)


@pytest.fixture
async def ground(servers: Servers, config: Config, telegram: str) -> AsyncIterator[Ground]:
    assert servers.services.redis_url
    cache = redis.connect(servers.services.redis_url)
    await cache.flushall()
    own = config.model_copy(update={"redis_url": servers.services.redis_url})
    async with open_shop(servers.services, servers.template, cache, own, telegram) as shop:
        yield Ground(home=servers.home, shop=shop)
    await cache.aclose()


@contextmanager
def spawned(shop: Shop, count: int = 1) -> Iterator[list[Popen[bytes]]]:
    senders = [shop.spawn() for _ in range(count)]
    try:
        yield senders
    finally:
        for sender in senders:
            sender.kill()
            sender.wait()


async def seconds_to_exit(sender: Popen[bytes]) -> float:
    began = time.monotonic()
    sender.send_signal(signal.SIGTERM)
    await asyncio.to_thread(sender.wait, EXIT_SECONDS * 2)
    return time.monotonic() - began


async def check_figures(shop: Shop, broadcast_id: int, people: list[int], *, unknown: int) -> None:
    """Nobody twice, nobody lost without a trace, at most so many `unknown`."""
    counts = await shop.counts(broadcast_id)
    received = await shop.sandbox.received(BOT)
    found = counts.pop("unknown", 0)
    assert set(received.values()) == {1}
    assert received.keys() <= set(people)
    assert counts == {"sent": len(people) - found}
    assert counts["sent"] <= len(received)
    assert found <= unknown


async def test_a_database_restarted_under_two_senders(ground: Ground) -> None:
    people = await ground.shop.add_crowd(2_000)
    broadcast_id = await ground.shop.send_now(content={"text": "Hello!"})

    with spawned(ground.shop, 2):
        for more, how in ((200, signal.SIGINT), (700, signal.SIGKILL), (1_200, signal.SIGINT)):
            await ground.wait_for_messages(more)
            ground.signal(POSTMASTER, how)
        await ground.wait_until_sent(broadcast_id)

    # No sender died, so only an answer to a claim can have been lost, never one of Telegram.
    await check_figures(ground.shop, broadcast_id, people, unknown=3 * 2 * MAX_IN_HAND)
    assert (await ground.shop.counts(broadcast_id))["sent"] == len(
        await ground.shop.sandbox.received(BOT)
    )


@pytest.mark.alone
async def test_redis_flushed_and_then_stopped_under_two_senders(ground: Ground) -> None:
    shop = ground.shop.limited()
    await shop.sandbox.set_limits(per_second=30)
    people = await shop.add_crowd(130)
    broadcast_id = await shop.send_now(content={"text": "Hello!"})

    with spawned(shop, 2):
        await ground.wait_for_messages(25)
        await shop.cache.flushall()
        await ground.wait_for_messages(50)
        with ground.without_redis():
            # Nobody knows the pace: each sends one a second.
            before = len(await shop.sandbox.received(BOT))
            await asyncio.sleep(3)
            alone = len(await shop.sandbox.received(BOT)) - before
        await ground.wait_until_sent(broadcast_id)

    assert 2 <= alone <= 25
    await check_figures(shop, broadcast_id, people, unknown=0)
    seen = await shop.sandbox.statistics(BOT)
    assert seen["methods"] == {"sendMessage": 130}
    assert seen["answers"] == {"200": 130}
    assert seen["peak_messages_in_one_second"] <= 30


@pytest.mark.parametrize("mark", ["postgres", "valkey"])
async def test_a_sender_is_gone_within_ten_seconds_though_a_server_hangs(
    ground: Ground, mark: str
) -> None:
    await ground.shop.add_crowd(5_000)
    await ground.shop.send_now(content={"text": "Hello!"})

    with spawned(ground.shop) as [sender]:
        await ground.wait_for_messages(200)
        with ground.frozen(mark):
            await asyncio.sleep(0.5)
            took = await seconds_to_exit(sender)

    assert took < EXIT_SECONDS


async def test_a_sender_is_gone_within_ten_seconds_though_telegram_hangs(ground: Ground) -> None:
    people = await ground.shop.add_crowd(100)
    await ground.shop.sandbox.hang_after_accept(BOT, requests=5)
    broadcast_id = await ground.shop.send_now(content={"text": "Hello!"})

    with spawned(ground.shop) as [sender]:
        await ground.wait_for_messages(100)
        took = await seconds_to_exit(sender)

    assert took < EXIT_SECONDS
    assert await ground.shop.counts(broadcast_id) == {"sent": 95, "sending": 5}
    assert await ground.shop.sandbox.received(BOT) == dict.fromkeys(people, 1)
