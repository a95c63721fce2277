"""How the bots hear of updates is switched while people talk: nothing is lost, nothing twice."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from fastapi import Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.api.app import create_app
from dvorik.bots.hearing import Listener
from dvorik.bots.poller import Poller
from dvorik.bots.resources import Resources
from dvorik.integrations.telegram import hearing
from dvorik.integrations.telegram.schemas import Hearing, HearingTrouble
from dvorik.kernel import cache as redis
from dvorik.kernel import clock
from dvorik.kernel.actor import Actor
from dvorik.kernel.bot_api import BotApi
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import BotMode, Config
from dvorik.kernel.db import Database
from dvorik.kernel.inbox import BotName, UpdateRow
from dvorik.sandbox import cast
from dvorik.sandbox.app import app_of
from dvorik.sandbox.client import Sandbox
from dvorik.sandbox.server import serving
from dvorik.sandbox.types import PersonSpec
from dvorik.sandbox.world import World
from dvorik.settings import actions, store
from tests.app import live
from tests.bots.house import bots_running, house_config, until
from tests.conftest import OLGA

BOT = cast.CLIENT_BOT
PEOPLE = tuple(PersonSpec(8100 + n, f"Гость{n}", language_code="ru") for n in range(4))
MASHA = PEOPLE[0]
WEBHOOK, POLLING = Hearing(mode=BotMode.WEBHOOK), Hearing(mode=BotMode.POLLING)
PUBLIC_BOT_API = "https://api.telegram.org"


@dataclass(frozen=True)
class House:
    config: Config
    database: Database
    cache: Cache
    sandbox: Sandbox

    async def choose(self, mode: BotMode | None) -> None:
        """As the settings page does."""
        async with self.database.transaction() as session:
            await actions.change_settings(
                session,
                OLGA,
                changes={"bot_mode": mode},
                now=clock.now(),
                takes_webhooks=True,
            )
        await store.forget(self.cache)

    async def until_it_hears(self, *states: Hearing, bot: BotName = BotName.CLIENT) -> None:
        async def is_so() -> bool:
            return await hearing.last(self.cache, bot) in states

        await until(is_so, seconds=20)

    async def webhook(self) -> str:
        async with self.telegram() as api:
            return str((await api.call("getWebhookInfo"))["url"])

    @asynccontextmanager
    async def telegram(self) -> AsyncIterator[BotApi]:
        api = BotApi(BOT.token, base_url=self.sandbox.base_url)
        try:
            yield api
        finally:
            await api.close()

    async def until_answered_once(self, person: PersonSpec, *, said: int) -> None:
        async def is_so() -> bool:
            texts = [m.text for m in await self.sandbox.messages(person, BOT) if m.from_bot]
            answers = texts.count("Не поняли вас. Загляните в меню или в /help.")
            assert answers <= said
            return answers == said

        await until(is_so, seconds=20)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    world = World(cast.BOTS, (), PEOPLE, rate_per_second=None, webhook_pause_seconds=0.05)
    async with serving(app_of(world)) as url, Sandbox(url) as driver:
        yield driver


@pytest.fixture
def api(config: Config, real_database: Database) -> Iterator[str]:
    """The API on a port of this machine: where webhooks lead."""

    async def nobody(request: Request, session: AsyncSession) -> Actor:
        raise AssertionError("Telegram proves itself by its secret")

    assert config.redis_url
    url = real_database.engine.url.render_as_string(hide_password=False)
    app = create_app(
        config=config,
        database=Database(url),
        cache=redis.connect(config.redis_url),
        authenticate=nobody,
    )
    with live.serving(app) as address:
        yield address


@pytest.fixture
def house(
    config: Config, real_database: Database, cache: Cache, sandbox: Sandbox, api: str
) -> House:
    url = real_database.engine.url.render_as_string(hide_password=False)
    own = house_config(config, database_url=url, telegram_url=sandbox.base_url)
    own = own.model_copy(update={"public_url": api})
    return House(own, real_database, cache, sandbox)


@pytest.fixture
def resources(house: House) -> Resources:
    return Resources(config=house.config, database=house.database, cache=house.cache)


@asynccontextmanager
async def listening(house: House, resources: Resources) -> AsyncIterator[None]:
    """One bot's listener without anybody who handles, which checks in a moment."""
    async with house.telegram() as api:

        def poller() -> Poller:
            return Poller(resources, BotName.CLIENT, api, kept=lambda: None)

        listener = Listener(resources, BotName.CLIENT, poller, check_seconds=0.1)
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(listener.run())
            yield
            task.cancel()


async def test_every_message_is_answered_once_while_the_mode_is_switched(house: House) -> None:
    async def talk(person: PersonSpec) -> None:
        for number in range(6):
            await house.sandbox.say(person, BOT, f"слова {number}")
            await asyncio.sleep(0.4)

    async with bots_running(house.config):
        await house.until_it_hears(POLLING)
        for person in PEOPLE:
            await house.sandbox.start(person, BOT)
            await house.sandbox.wait_for_text(person, BOT, "Здравствуйте")
        for mode in (BotMode.WEBHOOK, None, BotMode.WEBHOOK):
            async with asyncio.TaskGroup() as talks:
                for person in PEOPLE:
                    talks.create_task(talk(person))
                await house.choose(mode)
                await house.until_it_hears(Hearing(mode=mode or BotMode.POLLING))
        for person in PEOPLE:
            await house.until_answered_once(person, said=18)
        assert await house.webhook() == f"{house.config.base_url}/webhooks/main-bot"

    async with house.database.transaction() as session:
        rows = (await session.execute(select(UpdateRow.update_id, UpdateRow.status))).all()
    assert len(rows) == len({row.update_id for row in rows}) == len(PEOPLE) * (1 + 18)
    assert {row.status for row in rows} == {"done"}


async def test_what_one_process_began_the_next_goes_on_with(house: House) -> None:
    await house.choose(BotMode.WEBHOOK)
    async with bots_running(house.config) as first_stops:
        await house.until_it_hears(WEBHOOK)
        await house.sandbox.start(MASHA, BOT)
        await house.sandbox.wait_for_text(MASHA, BOT, "Здравствуйте")
        async with bots_running(house.config):
            first_stops.set()
            await house.sandbox.say(MASHA, BOT, "а теперь?")
            await house.until_answered_once(MASHA, said=1)
            statistics = await house.sandbox.statistics(BOT)
            assert "getUpdates" not in statistics["methods"]

    await house.sandbox.say(MASHA, BOT, "пока никого нет")
    await house.choose(None)
    async with bots_running(house.config):
        await house.until_it_hears(POLLING)
        await house.until_answered_once(MASHA, said=2)
        assert await house.webhook() == ""


async def test_a_silent_telegram_is_told_again_until_it_hears(house: House) -> None:
    async with bots_running(house.config):
        await house.until_it_hears(POLLING)
        await house.sandbox.start(MASHA, BOT)
        await house.sandbox.wait_for_text(MASHA, BOT, "Здравствуйте")
        await house.sandbox.outage(BOT, status=502, requests=2, methods=("setWebhook",))
        # It does what it is asked, and nobody learns of it.
        await house.sandbox.cut_after_accept(BOT, methods=("setWebhook",))
        await house.choose(BotMode.WEBHOOK)
        await house.until_it_hears(Hearing(mode=None, trouble=HearingTrouble.UNREACHABLE))
        await house.sandbox.say(MASHA, BOT, "слышно?")

        await house.until_it_hears(WEBHOOK)
        await house.until_answered_once(MASHA, said=1)


async def test_a_refused_webhook_leaves_the_bot_polling_and_is_tried_again(
    house: House, resources: Resources
) -> None:
    await house.choose(BotMode.WEBHOOK)
    await house.sandbox.storm(BOT, retry_after=1, requests=1, methods=("setWebhook",))
    async with listening(house, resources):
        refused = Hearing(
            mode=BotMode.POLLING,
            trouble=HearingTrouble.REFUSED,
            words="Too Many Requests: retry after 1",
        )
        await house.until_it_hears(refused)
        await house.until_it_hears(WEBHOOK)


async def test_a_webhook_that_somebody_took_away_is_set_again(
    house: House, resources: Resources
) -> None:
    await house.choose(BotMode.WEBHOOK)
    async with listening(house, resources):
        await house.until_it_hears(WEBHOOK)
        async with house.telegram() as api:
            await api.call("deleteWebhook")

        async def is_back() -> bool:
            return await house.webhook() == f"{house.config.base_url}/webhooks/main-bot"

        await until(is_back)


async def test_without_an_address_telegram_would_come_to_the_bot_is_polled(
    house: House, resources: Resources
) -> None:
    await house.choose(BotMode.WEBHOOK)
    # Nobody is asked at that address: where updates cannot be brought is known beforehand.
    config = house.config.model_copy(update={"telegram_api_url": PUBLIC_BOT_API})
    at_home = Resources(config=config, database=house.database, cache=house.cache)
    async with listening(house, at_home):
        state = Hearing(mode=BotMode.POLLING, trouble=HearingTrouble.NO_ADDRESS)
        await house.until_it_hears(state)
        await house.sandbox.start(MASHA, BOT)

        async def is_kept() -> bool:
            async with house.database.transaction() as session:
                return len((await session.scalars(select(UpdateRow))).all()) == 1

        await until(is_kept)
