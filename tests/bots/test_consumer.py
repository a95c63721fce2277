"""What happens to updates between the inbox and the handlers."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiogram import BaseMiddleware
from aiogram.exceptions import TelegramForbiddenError
from aiogram.methods import SendMessage
from aiogram.types import TelegramObject
from redis.exceptions import ConnectionError as RedisDown
from sqlalchemy import func, select

from dvorik.bots import client
from dvorik.clients.models import Client
from dvorik.kernel import inbox
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.errors import Busy
from dvorik.kernel.inbox import BotName, UpdateRow
from tests.bots.conftest import set_channel
from tests.bots.driver import ANNA, BORIS, Moment, Talk, handle_due, message, open_talk, told
from tests.bots.house import until
from tests.loyalty.world import add_template


async def inbox_of(database: Database) -> list[tuple[str, int, str | None]]:
    async with database.transaction() as session:
        rows = await session.scalars(select(UpdateRow).order_by(UpdateRow.id))
        return [(row.status, row.attempts, row.last_error) for row in rows]


async def test_the_same_update_ten_times_has_one_effect_and_one_answer(
    client_bot: Talk, database: Database
) -> None:
    update = message(ANNA, text="/start")

    kept = [await client_bot.receive(update) for _ in range(10)]
    handled = await client_bot.handle_due()

    assert (sum(kept), handled) == (1, 1)
    assert len(client_bot.telegram.texts) == 1
    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Client)) == 1


@pytest.mark.parametrize(
    "content",
    [
        {"some_future_thing": {"chat": {"id": 1}}},
        {"message": {"no": "message at all"}},
        {"poll_answer": {"poll_id": "1", "option_ids": []}},
        {},
    ],
    ids=["unknown kind", "broken", "kind without a handler", "empty"],
)
async def test_what_nobody_understands_is_finished_quietly(
    client_bot: Talk, database: Database, content: dict[str, Any]
) -> None:
    assert await client_bot.send({"update_id": 1, **content}) == []

    assert await inbox_of(database) == [("done", 0, None)]


async def test_groups_and_bots_are_not_talked_to(client_bot: Talk, database: Database) -> None:
    group = message(ANNA, text="/start")
    group["message"]["chat"] = {"id": -5, "type": "group", "title": "Friends"}
    robot = message(BORIS, text="/start")
    robot["message"]["from"]["is_bot"] = True

    assert await client_bot.send(group) + await client_bot.send(robot) == []

    assert await inbox_of(database) == [("done", 0, None)] * 2
    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Client)) == 0


class Failing(BaseMiddleware):
    """Raises `error` from the handler of each of the next `times` updates."""

    def __init__(self, error: BaseException, times: int) -> None:
        self._error = error
        self._times = times

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        self._times -= 1
        if self._times >= 0:
            raise self._error
        return await handler(event, data)


async def test_a_failure_is_tried_again_and_then_set_aside(
    client_bot: Talk, database: Database, moment: Moment
) -> None:
    client_bot.dispatcher.update.outer_middleware(Failing(ZeroDivisionError("Анна"), 3))
    await client_bot.receive(message(ANNA, text="/start"), message(ANNA, text="/help"))

    for tries in (1, 2):
        await client_bot.handle_due()
        failed = ("new", tries, "ZeroDivisionError")
        assert await inbox_of(database) == [failed, ("new", 0, None)]
        moment.now += timedelta(seconds=5)
    await client_bot.handle_due()

    assert await inbox_of(database) == [("set_aside", 3, "ZeroDivisionError"), ("done", 0, None)]
    sorry, help_ = client_bot.telegram.texts
    assert sorry == "Что-то сломалось с нашей стороны. Попробуйте ещё раз чуть позже."
    assert help_ == told("client.help", business_name="Dvorik")


@pytest.mark.parametrize("error", [RedisDown(), Busy(), OSError()])
async def test_an_unwell_world_is_waited_for_without_counting(
    client_bot: Talk, database: Database, moment: Moment, error: Exception
) -> None:
    client_bot.dispatcher.update.outer_middleware(Failing(error, 5))
    await client_bot.receive(message(ANNA, text="/start"))

    for _ in range(5):
        await client_bot.handle_due()
        assert await inbox_of(database) == [("new", 0, None)]
        moment.now += timedelta(seconds=1)
    await client_bot.handle_due()

    assert await inbox_of(database) == [("done", 0, None)]
    assert len(client_bot.telegram.texts) == 1


async def test_patience_with_the_world_ends(
    client_bot: Talk, database: Database, moment: Moment
) -> None:
    client_bot.dispatcher.update.outer_middleware(Failing(OSError(), 5))
    await client_bot.receive(message(ANNA, text="/start"))
    moment.now += timedelta(minutes=10)

    await client_bot.handle_due()

    assert await inbox_of(database) == [("new", 1, "OSError")]


async def test_killed_before_the_commit_it_is_handled_by_the_next_process(
    client_bot: Talk, database: Database
) -> None:
    client_bot.dispatcher.update.outer_middleware(Failing(asyncio.CancelledError(), 1))
    await client_bot.receive(message(ANNA, text="/start"))
    with pytest.raises(asyncio.CancelledError):
        await client_bot.handle_due()
    assert await client_bot.handle_due() == 0

    handled = await succeed(client_bot)

    assert handled == 1
    assert len(client_bot.telegram.texts) == 1


async def test_killed_between_commit_and_answer_nothing_happens_twice(
    client_bot: Talk, moment: Moment, database: Database, shop: None
) -> None:
    async with database.transaction() as session:
        await add_template(session)
    client_bot.telegram.members.add(ANNA.id)
    await client_bot.receive(message(ANNA, text="Проверить подписку"))
    # The first call asks about the channel, the second is the answer.
    client_bot.telegram.dies_at = SendMessage
    with pytest.raises(asyncio.CancelledError):
        await client_bot.handle_due()

    assert await succeed(client_bot) == 0

    assert [status for status, _, _ in await inbox_of(database)] == ["done"]
    client_bot.telegram.dies_at = None
    moment.now += timedelta(seconds=6)
    [said] = await client_bot.writes(ANNA, "Проверить подписку")
    assert said.startswith("Эта скидка у вас уже есть.")


async def test_an_answer_that_cannot_be_sent_is_no_failure(
    client_bot: Talk, database: Database
) -> None:
    gone = TelegramForbiddenError(SendMessage(chat_id=1, text=""), "bot was blocked by the user")
    client_bot.telegram.failures.append(gone)

    await client_bot.send(message(ANNA, text="/start"))

    assert await inbox_of(database) == [("done", 0, None)]


class SpeaksTooEarly(BaseMiddleware):
    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        async with data["turn"].transaction():
            await data["turn"].say("done, surely")


async def test_speaking_before_the_commit_is_a_defect(client_bot: Talk, database: Database) -> None:
    client_bot.dispatcher.update.outer_middleware(SpeaksTooEarly())

    assert await client_bot.send(message(ANNA, text="/start")) == []

    assert await inbox_of(database) == [("new", 1, "RuntimeError")]


async def test_who_talks_too_fast_is_not_answered(client_bot: Talk) -> None:
    for _ in range(40):
        await client_bot.writes(ANNA, "hello")

    assert 30 <= len(client_bot.telegram.texts) < 40


async def test_both_bots_keep_their_own_dialogues(client_bot: Talk, cashier_bot: Talk) -> None:
    await client_bot.writes(ANNA, "Указать день рождения")

    await cashier_bot.writes(ANNA, "/start")
    await cashier_bot.writes(ANNA, "/cancel")

    [said] = await client_bot.writes(ANNA, "03.02.2002")
    assert "3 февраля 2002" in said


async def test_a_dialogue_is_forgotten_after_ten_minutes(client_bot: Talk, cache: Cache) -> None:
    await client_bot.writes(ANNA, "Указать день рождения")
    await client_bot.writes(ANNA, "03.02.2002")

    keys = [key async for key in cache.scan_iter("dialogue:*")]
    assert len(keys) == 2
    lifetimes = [await cache.ttl(key) for key in keys]
    assert all(595 <= seconds <= 600 for seconds in lifetimes)


async def test_chats_are_handled_at_once_and_each_in_its_order(
    config: Config, real_database: Database, cache: Cache
) -> None:
    await set_channel(real_database, cache)
    talk = open_talk(
        BotName.CLIENT,
        client.build_dispatcher,
        config=config,
        database=real_database,
        cache=cache,
        now=Moment(),
    )
    people = [type(ANNA)(9000 + number) for number in range(12)]
    labels = ["/start", "Указать день рождения", "вчера", "03.02.2002", "/cancel"]
    updates = [message(person, text=label) for label in labels for person in people]
    await talk.receive(*updates)

    async def all_handled() -> bool:
        return all(status != "new" for status, _, _ in await inbox_of(real_database))

    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(talk.consumer.run())
        await until(all_handled, seconds=20)
        talk.consumer.stop()
        await running

    assert await inbox_of(real_database) == [("done", 0, None)] * len(updates)
    for person in people:
        heard = [
            call.text.split()[0]
            for call in talk.telegram.calls
            if isinstance(call, SendMessage) and call.chat_id == person.id
        ]
        assert heard == ["Здравствуйте,", "Новости", "Когда", "Не", "<b>3", "Хорошо,"]


async def succeed(talk: Talk) -> int:
    """What a new process, that takes the lead after the old one died, finds to do."""
    async with talk.resources.database.transaction() as session:
        await inbox.free_leases(session, talk.name, now=talk.resources.now())
    return await handle_due(talk.new_consumer())
