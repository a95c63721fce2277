"""Whole conversations through the sandbox, with the bots polling it as in a shop."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select, text

from dvorik.clients.models import Client
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.inbox import UpdateRow
from dvorik.loyalty.models import Attempt, Cashier, Discount, Dispute, Redemption
from dvorik.messaging.tasks import start_due
from dvorik.sandbox import cast
from dvorik.sandbox.app import app_of
from dvorik.sandbox.client import Sandbox
from dvorik.sandbox.server import serving
from dvorik.sandbox.types import ChannelSpec, PersonSpec
from dvorik.sandbox.world import World
from tests.bots.conftest import set_setting
from tests.bots.house import (
    bots_running,
    house_config,
    let_the_worker_work,
    senders_running,
    until,
)
from tests.loyalty.world import add_template
from tests.sandbox.pictures import png

CLIENT, TILL = cast.CLIENT_BOT, cast.CASHIER_BOT
OWNER = PersonSpec(8001, "Ольга", language_code="ru")
IGOR = PersonSpec(8002, "Игорь", "Лапин", language_code="ru")
MASHA = PersonSpec(8003, "Маша", language_code="ru")
EMILY = PersonSpec(8004, "Emily", language_code="en")
LEV = PersonSpec(8005, "Лев", "<Шутник>", language_code="ru")
PEOPLE = (OWNER, IGOR, MASHA, EMILY, LEV)
KEYS = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.")
CHANNEL = ChannelSpec(-1001700000001, "dvorik_news", "Дворик", OWNER.id)


@dataclass(frozen=True)
class House:
    config: Config
    database: Database
    cache: Cache
    sandbox: Sandbox

    async def work(self) -> None:
        await let_the_worker_work(self.config, self.database, self.cache)

    async def count(self, model: type) -> int:
        async with self.database.transaction() as session:
            return await session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    world = World(cast.BOTS, (CHANNEL,), PEOPLE, rate_per_second=None, webhook_pause_seconds=0.01)
    async with serving(app_of(world)) as url, Sandbox(url) as driver:
        yield driver


@pytest.fixture
async def house(
    config: Config, real_database: Database, cache: Cache, sandbox: Sandbox
) -> AsyncIterator[House]:
    """A shop with a channel, a gift for subscribers, an owner with Telegram, bots running."""
    async with real_database.transaction() as session:
        await add_template(session, usage_limit=1)
        await session.execute(
            text("UPDATE account SET telegram_id = :id WHERE id = 1"), {"id": OWNER.id}
        )
    await set_setting(real_database, cache, "channel_id", CHANNEL.id)
    await set_setting(real_database, cache, "channel_username", CHANNEL.username)
    url = real_database.engine.url.render_as_string(hide_password=False)
    own = house_config(config, database_url=url, telegram_url=sandbox.base_url)
    async with bots_running(own):
        yield House(own, real_database, cache, sandbox)


async def cashier_approved(house: House) -> None:
    await house.sandbox.start(OWNER, TILL)
    await house.sandbox.start(IGOR, TILL)
    await house.sandbox.wait_for_text(IGOR, TILL, "Заявка отправлена")
    await house.work()
    request = await house.sandbox.wait_for_text(OWNER, TILL, "Игорь Лапин")
    await house.sandbox.press(OWNER, TILL, request.buttons[0].text)
    await house.sandbox.wait_for_text(OWNER, TILL, "Одобрено: Ольга")
    await house.work()
    await house.sandbox.wait_for_text(IGOR, TILL, "Вы теперь кассир")


async def code_earned(house: House) -> str:
    await house.sandbox.start(MASHA, CLIENT)
    await house.sandbox.wait_for_text(MASHA, CLIENT, "Подпишитесь")
    await house.sandbox.join(MASHA, CHANNEL)
    said = await house.sandbox.wait_for_text(MASHA, CLIENT, "За подписку")
    found = re.search(r"[А-Я]{3}\d{4}", said.text)
    assert found is not None
    return found[0]


async def test_the_loop_a_client_joins_and_a_cashier_redeems(house: House) -> None:
    await cashier_approved(house)
    code = await code_earned(house)
    sandbox = house.sandbox

    await sandbox.say(IGOR, TILL, f"{code[:3].lower()} {code[3:]}")
    await sandbox.wait_for_text(IGOR, TILL, "Код действует")
    await sandbox.press(IGOR, TILL, "Погасить")
    await sandbox.wait_for_text(IGOR, TILL, "Погашено")
    await house.work()
    receipt = await sandbox.wait_for_text(MASHA, CLIENT, "использован")
    await sandbox.press(MASHA, CLIENT, "Это не я", message_id=receipt.id)
    await sandbox.wait_for_text(MASHA, CLIENT, "Мы проверим")
    await house.work()
    notice = await sandbox.wait_for_text(OWNER, TILL, code)
    await sandbox.press(OWNER, TILL, "✅ Вернуть код", message_id=notice.id)
    await sandbox.wait_for_text(OWNER, TILL, "Решение: Ольга")
    await house.work()
    await sandbox.wait_for_text(MASHA, CLIENT, "Код снова ваш")

    assert await house.count(Redemption) == 1
    assert await house.count(Dispute) == 1
    assert await sandbox.faults() == []


async def test_an_owner_writes_to_clients_from_the_chat(house: House) -> None:
    sandbox = house.sandbox
    for setting in ("quiet_from", "quiet_until"):
        # Equal ends are no quiet hours, whatever the clock says while this runs.
        await set_setting(house.database, house.cache, setting, "00:00")
    await sandbox.start(MASHA, CLIENT)
    await sandbox.wait_for_text(MASHA, CLIENT, "Подпишитесь")
    async with house.database.transaction() as session:
        await session.execute(text("UPDATE client SET consent_at = now()"))

    await sandbox.start(OWNER, TILL)
    await sandbox.say(OWNER, TILL, "/broadcast")
    await sandbox.wait_for_text(OWNER, TILL, "Новая рассылка")
    await sandbox.send_photo(OWNER, TILL, png(), caption="Осень, {first_name|друзья} <3")
    preview = await sandbox.wait_for_text(OWNER, TILL, "Осень, Ольга <3")
    await sandbox.wait_for_text(OWNER, TILL, "Кому отправить?")
    await sandbox.press(OWNER, TILL, "Всем")
    await sandbox.wait_for_text(OWNER, TILL, "Получат: 1 из 1")
    await sandbox.press(OWNER, TILL, "✅ Отправить (1)")
    await sandbox.wait_for_text(OWNER, TILL, "Вот-вот начнётся")
    await start_due(house.database, house.cache)
    async with senders_running(house.config):
        received = await sandbox.wait_for_text(MASHA, CLIENT, "Осень, Маша <3")
    await start_due(house.database, house.cache)
    await sandbox.press(OWNER, TILL, "Обновить")
    await sandbox.wait_for_text(OWNER, TILL, "Отправлено: 1 из 1")

    assert "photo" in preview.raw
    assert "photo" in received.raw
    menu = (await sandbox.dialog(OWNER, TILL))["commands"]
    assert "broadcast" in [command["command"] for command in menu]
    menu = (await sandbox.dialog(MASHA, TILL))["commands"]
    assert "broadcast" not in [command["command"] for command in menu]
    assert await sandbox.faults() == []


async def test_three_spellings_of_one_code_are_one_redemption(house: House) -> None:
    await cashier_approved(house)
    code = await code_earned(house)
    spellings = [
        code,
        f"{code[:3].lower()}-{code[3:]}",
        code.lower().translate(KEYS),
    ]

    for spelling in spellings:
        await house.sandbox.say(IGOR, TILL, spelling)
        await house.sandbox.wait_for_text(IGOR, TILL, "Код действует")
    await house.sandbox.press(IGOR, TILL, "Погасить")
    await house.sandbox.wait_for_text(IGOR, TILL, "Погашено")
    await house.sandbox.say(IGOR, TILL, code)
    await house.sandbox.wait_for_text(IGOR, TILL, "уже использован")

    assert await house.count(Redemption) == 1
    assert await house.count(Attempt) == 2


async def test_updates_that_telegram_repeats_count_once(house: House) -> None:
    await house.sandbox.duplicate_updates(CLIENT, 10)

    await house.sandbox.start(MASHA, CLIENT)
    await house.sandbox.wait_for_text(MASHA, CLIENT, "Подпишитесь")
    await house.sandbox.join(MASHA, CHANNEL)
    await house.sandbox.wait_for_text(MASHA, CLIENT, "За подписку")
    [update] = [u for u in await house.sandbox.updates(CLIENT) if "message" in u]
    await house.sandbox.repeat_update(CLIENT, update["update_id"], times=5)
    await house.sandbox.say(MASHA, CLIENT, "/help")
    await house.sandbox.wait_for_text(MASHA, CLIENT, "/stop")

    assert await house.count(Discount) == 1
    assert await house.count(Client) == 1
    texts = [m.text for m in await house.sandbox.messages(MASHA, CLIENT) if m.from_bot]
    assert len(texts) == len(set(texts))


async def test_people_are_answered_in_their_language_with_their_names(house: House) -> None:
    await house.sandbox.start(EMILY, CLIENT)
    hello = await house.sandbox.next_message(EMILY, CLIENT)
    await house.sandbox.start(LEV, CLIENT)
    welcome = await house.sandbox.next_message(LEV, CLIENT)
    await house.sandbox.say(LEV, CLIENT, "Профиль")
    profile = await house.sandbox.wait_for_text(LEV, CLIENT, "<Шутник>")

    assert "Emily" in hello.text
    assert (await house.sandbox.keyboard(EMILY, CLIENT))[0] == "My discounts"
    assert "Лев" in welcome.text
    assert "Лев <Шутник>" in profile.text
    assert await house.sandbox.faults() == []


async def test_a_storm_and_an_outage_are_ridden_out(house: House) -> None:
    await house.sandbox.outage(CLIENT, status=502, requests=3, methods=("getUpdates",))
    await house.sandbox.start(MASHA, CLIENT)
    await house.sandbox.wait_for_text(MASHA, CLIENT, "Здравствуйте")

    await house.sandbox.storm(CLIENT, retry_after=1, requests=1, methods=("sendMessage",))
    await house.sandbox.say(MASHA, CLIENT, "/help")
    await house.sandbox.wait_for_text(MASHA, CLIENT, "/stop")


async def test_what_telegram_never_sends_does_not_stop_the_bot(house: House) -> None:
    await house.sandbox.send_raw_update(CLIENT, {"message": {"text": "\u0000 nothing"}})
    await house.sandbox.send_raw_update(CLIENT, {"brand_new_kind": {"a": [1, 2]}})
    await house.sandbox.start(MASHA, CLIENT)

    await house.sandbox.wait_for_text(MASHA, CLIENT, "Здравствуйте")


async def test_a_second_process_stands_by_and_takes_over(
    config: Config, real_database: Database, cache: Cache, sandbox: Sandbox
) -> None:
    url = real_database.engine.url.render_as_string(hide_password=False)
    own = house_config(config, database_url=url, telegram_url=sandbox.base_url)
    async with bots_running(own):
        await sandbox.start(MASHA, CLIENT)
        await sandbox.wait_for_text(MASHA, CLIENT, "Здравствуйте")
        async with bots_running(own) as second_stops:
            await sandbox.say(MASHA, CLIENT, "/help")
            await sandbox.wait_for_text(MASHA, CLIENT, "/stop")
            statistics = await sandbox.statistics(CLIENT)
            # Two that poll at once would send each other away.
            assert "409" not in statistics["answers"]
            second_stops.set()
    async with bots_running(own):
        await sandbox.say(MASHA, CLIENT, "Профиль")
        await sandbox.wait_for_text(MASHA, CLIENT, "День рождения")


async def test_stopping_takes_seconds_and_the_next_process_goes_on(
    config: Config, real_database: Database, cache: Cache, sandbox: Sandbox
) -> None:
    url = real_database.engine.url.render_as_string(hide_password=False)
    own = house_config(config, database_url=url, telegram_url=sandbox.base_url)
    loop = asyncio.get_running_loop()
    async with bots_running(own):
        await sandbox.start(MASHA, CLIENT)
        await sandbox.wait_for_text(MASHA, CLIENT, "Здравствуйте")
        begun = loop.time()
    assert loop.time() - begun < 5

    await sandbox.say(MASHA, CLIENT, "/help")
    async with bots_running(own):
        await sandbox.wait_for_text(MASHA, CLIENT, "/stop")

    async def all_done() -> bool:
        async with real_database.transaction() as session:
            waiting = select(func.count()).where(UpdateRow.status != "done")
            return await session.scalar(waiting) == 0

    await until(all_done)


async def test_a_refused_token_pauses_one_bot_and_not_the_other(
    config: Config, real_database: Database, cache: Cache, sandbox: Sandbox
) -> None:
    url = real_database.engine.url.render_as_string(hide_password=False)
    own = house_config(config, database_url=url, telegram_url=sandbox.base_url)
    secret = type(own.telegram_auth_bot_token)
    half = own.model_copy(update={"telegram_auth_bot_token": secret("7000000009:WRONG")})
    async with bots_running(half):
        await sandbox.start(MASHA, CLIENT)
        await sandbox.wait_for_text(MASHA, CLIENT, "Здравствуйте")

    without = own.model_copy(update={"telegram_auth_bot_token": secret("")})
    async with bots_running(without):
        await sandbox.say(MASHA, CLIENT, "/help")
        await sandbox.wait_for_text(MASHA, CLIENT, "/stop")

    async with real_database.transaction() as session:
        assert (await session.scalars(select(Cashier))).all() == []


async def test_an_owner_who_opens_the_bot_late_finds_who_waits(house: House) -> None:
    sandbox = house.sandbox
    await sandbox.start(IGOR, TILL)
    await sandbox.wait_for_text(IGOR, TILL, "Заявка отправлена")
    # Telegram refuses the notice: a bot may not write to who never started it.
    await house.work()
    assert await sandbox.messages(OWNER, TILL) == []

    await sandbox.start(OWNER, TILL)
    request = await sandbox.wait_for_text(OWNER, TILL, "Игорь Лапин")
    await sandbox.press(OWNER, TILL, request.buttons[0].text)
    await sandbox.wait_for_text(OWNER, TILL, "Одобрено: Ольга")
    await house.work()
    await sandbox.wait_for_text(IGOR, TILL, "Вы теперь кассир")
