"""A bot's replies take their turn in the pace that broadcasts and receipts keep too."""

import asyncio
import time

import pytest
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import AnswerCallbackQuery, SendMessage

from dvorik.bots import client
from dvorik.bots.replies import Replies
from dvorik.kernel import bot_limits
from dvorik.kernel import cache as redis
from dvorik.kernel.bot_limits import Budget, Lane
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.inbox import BotName
from dvorik.messaging import store
from dvorik.messaging.types import Channel
from tests.bots.conftest import set_setting
from tests.bots.driver import ANNA, BORIS, Moment, Talk, open_talk
from tests.bots.test_consumer import inbox_of

BUDGET = Budget(total_per_second=28, bulk_per_second=25)


@pytest.fixture
def bot(config: Config, database: Database, cache: Cache, moment: Moment) -> Talk:
    return open_talk(
        BotName.CLIENT,
        client.build_dispatcher,
        config=config,
        database=database,
        cache=cache,
        now=moment,
        is_limited=True,
    )


def flood(seconds: int) -> TelegramRetryAfter:
    return TelegramRetryAfter(SendMessage(chat_id=1, text=""), "Too Many Requests", seconds)


async def test_what_a_bot_says_is_taken_from_the_shared_budget(
    bot: Talk, database: Database, cache: Cache
) -> None:
    # A pace so slow that nothing is free again before a busy machine has looked.
    await set_setting(database, cache, "service_per_second", 1)
    await bot.writes(ANNA, "/help")

    slow = Budget(total_per_second=1, bulk_per_second=1)
    bulk = await bot_limits.take(cache, Channel.CLIENT_BOT, Lane.BULK, 1, slow)

    assert 0 < bulk.wait_seconds <= 1


async def test_a_reply_waits_for_what_bulk_has_booked_and_no_longer(
    bot: Talk, cache: Cache
) -> None:
    await bot_limits.take(cache, Channel.CLIENT_BOT, Lane.BULK, 100, BUDGET)
    began = time.monotonic()

    assert len(await bot.writes(ANNA, "/help")) == 1

    assert 0.2 < time.monotonic() - began < 2


async def test_replies_to_many_leave_at_the_pace_of_the_settings(bot: Talk) -> None:
    await bot.bot.send_message(0, "Hello")
    began = time.monotonic()

    await asyncio.gather(*(bot.bot.send_message(number, "Hello") for number in range(1, 15)))

    assert 13 / 28 <= time.monotonic() - began < 2
    assert len(bot.telegram.calls) == 15


async def test_an_answer_to_a_press_is_no_message_and_waits_for_nothing(
    bot: Talk, cache: Cache
) -> None:
    await bot_limits.pause(cache, Channel.CLIENT_BOT, seconds=60, reason="429", is_flood=True)

    await bot.bot.answer_callback_query("1")

    assert [type(call) for call in bot.telegram.calls] == [AnswerCallbackQuery]


async def test_a_short_flood_met_by_others_delays_a_reply_and_loses_nothing(
    bot: Talk, cache: Cache
) -> None:
    await bot_limits.pause(cache, Channel.CLIENT_BOT, seconds=0.5, reason="429", is_flood=True)
    began = time.monotonic()

    assert len(await bot.writes(ANNA, "/help")) == 1

    assert time.monotonic() - began >= 0.5
    assert len(bot.telegram.calls) == 1


async def test_a_flood_met_by_a_reply_pauses_everybody(bot: Talk, cache: Cache) -> None:
    bot.telegram.failures.append(flood(1))

    assert await bot.writes(ANNA, "/help") != []

    assert len(bot.telegram.calls) == 2
    slowed = await bot_limits.take(cache, Channel.CLIENT_BOT, Lane.BULK, 1, BUDGET)
    assert slowed.interval_seconds > 1 / 25
    assert await store.may_send(cache, Channel.CASHIER_BOT)


async def test_during_a_long_flood_updates_wait_and_nothing_is_requested(
    bot: Talk, database: Database, cache: Cache
) -> None:
    bot.telegram.failures.append(flood(30))
    await bot.writes(ANNA, "/help")
    requests = len(bot.telegram.calls)

    assert await bot.writes(BORIS, "/help") == []
    with pytest.raises(TelegramRetryAfter):
        await bot.bot.send_message(1, "Hello")

    assert len(bot.telegram.calls) == requests == 1
    assert [status for status, *_ in await inbox_of(database)] == ["done", "new"]
    assert not await store.may_send(cache, Channel.CLIENT_BOT)


async def test_an_update_waits_for_a_long_flood_that_another_process_met(
    bot: Talk, database: Database, cache: Cache
) -> None:
    await bot_limits.pause(cache, Channel.CLIENT_BOT, seconds=60, reason="429", is_flood=True)

    assert await bot.writes(ANNA, "/help") == []

    assert bot.telegram.calls == []
    assert [status for status, *_ in await inbox_of(database)] == ["new"]


async def test_a_telegram_that_others_could_not_reach_is_tried_by_a_reply(
    bot: Talk, cache: Cache
) -> None:
    await store.pause(cache, Channel.CLIENT_BOT, seconds=60, reason="telegram.unreachable")

    assert len(await bot.writes(ANNA, "/help")) == 1


async def test_without_redis_replies_leave_one_by_one(bot: Talk) -> None:
    nobody = redis.connect("redis://127.0.0.1:1/0")
    resources = type(bot.resources)(
        config=bot.resources.config, database=bot.resources.database, cache=nobody
    )
    replies = Replies(resources, BotName.CLIENT)
    began = time.monotonic()

    waits = [await replies.wait_for_turn() for _ in range(3)]
    await nobody.aclose()

    assert waits == [0.0, 0.0, 0.0]
    assert 0.2 <= time.monotonic() - began < 3
