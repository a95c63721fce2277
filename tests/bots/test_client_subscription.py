"""A subscriber gets a code, once, whichever way the bot learns of it."""

import asyncio
from datetime import timedelta

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import GetChatMember, SendMessage
from aiogram.types import Chat, ChatMemberRestricted
from sqlalchemy import select

from dvorik.bots import client
from dvorik.bots.client import membership
from dvorik.clients.models import Client
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.inbox import BotName
from dvorik.loyalty.models import Discount
from dvorik.settings.schemas import ShopSettings
from tests.bots.conftest import set_channel
from tests.bots.driver import (
    ANNA,
    BORIS,
    CHANNEL_ID,
    Moment,
    Person,
    Talk,
    channel_change,
    open_talk,
    press,
    told,
)
from tests.fakes import refused
from tests.loyalty.world import add_template

NOT_SUBSCRIBED = told(
    "client.not_subscribed", channel="https://t.me/shop_news", business_name="Дворик"
)


@pytest.fixture
async def gift(database: Database, shop: None) -> None:
    async with database.transaction() as session:
        await add_template(session)


async def discounts(database: Database) -> list[Discount]:
    async with database.transaction() as session:
        return list(await session.scalars(select(Discount).order_by(Discount.id)))


async def is_subscribed(database: Database) -> bool:
    async with database.transaction() as session:
        return (await session.scalars(select(Client.is_subscribed))).one()


async def test_a_subscriber_gets_a_code_to_copy(
    client_bot: Talk, database: Database, gift: None
) -> None:
    await client_bot.writes(ANNA, "/start")
    client_bot.telegram.members.add(ANNA.id)

    [said] = await client_bot.presses(ANNA, "Я подписался")

    [discount] = await discounts(database)
    assert said == told(
        "client.discount_issued",
        offer="За подписку: 10\u00a0%",
        code=discount.code,
        expires_on="20 декабря 2026\u202fг.",
        first_name="Анна",
        business_name="Дворик",
    )
    button = client_bot.telegram.buttons[-1]
    assert button.copy_text is not None
    assert button.copy_text.text == discount.code
    assert await is_subscribed(database)


async def test_the_second_time_it_is_the_same_code(
    client_bot: Talk, database: Database, gift: None, moment: Moment
) -> None:
    client_bot.telegram.members.add(ANNA.id)
    await client_bot.writes(ANNA, "Проверить подписку")
    moment.now += timedelta(minutes=1)

    [said] = await client_bot.writes(ANNA, "Проверить подписку")

    [discount] = await discounts(database)
    assert said == told(
        "client.discount_held",
        offer="За подписку: 10\u00a0%",
        code=discount.code,
        expires_on="20 декабря 2026\u202fг.",
        first_name="Анна",
        business_name="Дворик",
    )


async def test_who_is_outside_is_invited_and_gets_nothing(
    client_bot: Talk, database: Database, gift: None
) -> None:
    [said] = await client_bot.writes(ANNA, "Проверить подписку")

    assert said == NOT_SUBSCRIBED
    assert await discounts(database) == []
    assert not await is_subscribed(database)


async def test_a_yes_is_remembered_and_a_no_is_not(client_bot: Talk, gift: None) -> None:
    await client_bot.writes(ANNA, "Проверить подписку")
    client_bot.telegram.members.add(ANNA.id)
    await client_bot.writes(ANNA, "Проверить подписку")
    await client_bot.writes(ANNA, "Проверить подписку")

    asked = [call for call in client_bot.telegram.calls if isinstance(call, GetChatMember)]
    assert [(call.chat_id, call.user_id) for call in asked] == [(CHANNEL_ID, ANNA.id)] * 2


@pytest.mark.parametrize("is_member", [True, False])
async def test_restricted_counts_only_with_is_member(
    client_bot: Talk, database: Database, gift: None, is_member: bool
) -> None:
    client_bot.telegram.special[ANNA.id] = restricted(is_member=is_member)

    await client_bot.writes(ANNA, "Проверить подписку")

    assert len(await discounts(database)) == is_member
    assert await is_subscribed(database) is is_member


async def test_a_follower_who_starts_gets_the_code_without_being_invited(
    client_bot: Talk, database: Database, gift: None
) -> None:
    client_bot.telegram.members.add(ANNA.id)

    said = await client_bot.writes(ANNA, "/start")
    again = await client_bot.writes(ANNA, "/start")

    [discount] = await discounts(database)
    names = {"first_name": "Анна", "business_name": "Дворик"}
    assert said == [
        f"{told('client.welcome', **names)}\n\n{told('client.consent')}",
        told(
            "client.discount_issued",
            offer="За подписку: 10\u00a0%",
            code=discount.code,
            expires_on="20 декабря 2026\u202fг.",
            **names,
        ),
    ]
    assert again == [told("client.welcome_back", **names)]
    assert await is_subscribed(database)


async def test_a_start_does_not_wait_for_what_telegram_does_not_say(
    client_bot: Talk, database: Database, gift: None
) -> None:
    client_bot.telegram.special[ANNA.id] = refused("member list is inaccessible")

    said = await client_bot.writes(ANNA, "/start")

    assert said[1] == told(
        "client.subscribe",
        channel="https://t.me/shop_news",
        first_name="Анна",
        business_name="Дворик",
    )
    assert await discounts(database) == []


@pytest.mark.parametrize(
    ("failure", "answer"),
    [
        (refused("member list is inaccessible"), told("client.channel_closed")),
        (refused("chat not found"), told("client.channel_closed")),
        (
            TelegramNetworkError(GetChatMember(chat_id=1, user_id=1), "timeout"),
            told("client.subscription_unknown"),
        ),
        (refused("user not found"), NOT_SUBSCRIBED),
    ],
)
async def test_what_telegram_does_not_say_changes_nothing(
    client_bot: Talk, database: Database, gift: None, failure: Exception, answer: str
) -> None:
    client_bot.telegram.special[ANNA.id] = failure

    [said] = await client_bot.writes(ANNA, "Проверить подписку")

    assert said == answer
    assert await discounts(database) == []


async def test_without_a_channel_the_bot_says_so(client_bot: Talk) -> None:
    assert await client_bot.writes(ANNA, "Проверить подписку") == [told("client.no_channel")]


async def test_joining_the_channel_is_answered_by_itself_once(
    client_bot: Talk, database: Database, gift: None
) -> None:
    await client_bot.writes(ANNA, "/start")

    [said] = await client_bot.send(channel_change(ANNA, "member"))
    again = await client_bot.send(channel_change(ANNA, "member"))

    [discount] = await discounts(database)
    assert discount.code in said
    assert again == []
    sent = [call for call in client_bot.telegram.calls if isinstance(call, SendMessage)]
    assert sent[-1].chat_id == ANNA.id


@pytest.mark.parametrize("join_is_first", [True, False])
async def test_joining_and_asking_at_once_brings_one_code_in_one_message(
    client_bot: Talk, database: Database, gift: None, join_is_first: bool
) -> None:
    await client_bot.writes(ANNA, "/start")
    before = len(client_bot.telegram.texts)
    client_bot.telegram.members.add(ANNA.id)
    updates = [channel_change(ANNA, "member"), press(ANNA, "client:subscription")]

    await client_bot.receive(*(updates if join_is_first else reversed(updates)))
    await client_bot.handle_due()

    [discount] = await discounts(database)
    [said] = client_bot.telegram.texts[before:]
    assert discount.code in said
    assert said.startswith("Ваша скидка готова")


async def test_joining_and_asking_in_the_same_instant_brings_one_message(
    config: Config, real_database: Database, cache: Cache, moment: Moment
) -> None:
    await set_channel(real_database, cache)
    async with real_database.transaction() as session:
        await add_template(session)
    talk = open_talk(
        BotName.CLIENT,
        client.build_dispatcher,
        config=config,
        database=real_database,
        cache=cache,
        now=moment,
    )
    for number in range(10):
        person = Person(8000 + number)
        await talk.writes(person, "/start")
        before = len(talk.telegram.texts)
        talk.telegram.members.add(person.id)
        await talk.receive(channel_change(person, "member"), press(person, "client:subscription"))

        both = [*await talk.consumer.claim(1), *await talk.consumer.claim(1)]
        await asyncio.gather(*(talk.consumer.handle(row) for row in both))

        assert len(both) == 2
        assert len(talk.telegram.texts[before:]) == 1


async def test_who_joins_while_telegram_is_asked_stays_inside(
    client_bot: Talk, database: Database, gift: None, moment: Moment
) -> None:
    await client_bot.writes(ANNA, "/start")
    await client_bot.receive(press(ANNA, "client:subscription"))
    [row] = await client_bot.consumer.claim(1)
    asked_at, moment.now = moment.now, moment.now + timedelta(seconds=1)
    await client_bot.send(channel_change(ANNA, "member"))

    # The press was handled from before the join on, and Telegram's "no" is as old.
    moment.now = asked_at
    await client_bot.consumer.handle(row)

    assert await is_subscribed(database)
    assert told("client.not_subscribed", channel="https://t.me/shop_news") not in (
        client_bot.telegram.texts
    )


async def test_leaving_is_noted_and_the_remembered_yes_forgotten(
    client_bot: Talk, database: Database, gift: None
) -> None:
    client_bot.telegram.members.add(ANNA.id)
    await client_bot.writes(ANNA, "Проверить подписку")

    client_bot.telegram.members.clear()
    said = await client_bot.send(channel_change(ANNA, "left"))

    assert said == []
    assert not await is_subscribed(database)
    [answer] = await client_bot.writes(ANNA, "Проверить подписку")
    assert answer == NOT_SUBSCRIBED


async def test_strangers_who_join_the_channel_are_left_alone(
    client_bot: Talk, database: Database, gift: None
) -> None:
    assert await client_bot.send(channel_change(BORIS, "member")) == []

    async with database.transaction() as session:
        assert (await session.scalars(select(Client))).all() == []


def test_a_channels_username_is_the_same_in_any_case() -> None:
    shop = ShopSettings(channel_username="Shop_News")

    def is_ours(username: str | None) -> bool:
        chat = Chat(id=-100555, type="channel", username=username)
        return membership.is_shops_channel(chat, shop)

    assert [is_ours(name) for name in ("shop_news", "SHOP_NEWS", "shop", None)] == [
        True, True, False, False,
    ]  # fmt: skip
    assert not membership.is_shops_channel(
        Chat(id=-100555, type="channel", username=None), ShopSettings()
    )


async def test_another_channel_is_not_ours(
    client_bot: Talk, database: Database, gift: None
) -> None:
    await client_bot.writes(ANNA, "/start")
    change = channel_change(ANNA, "member")
    change["chat_member"]["chat"] = {"id": -100999, "type": "channel", "title": "Other"}

    assert await client_bot.send(change) == []
    assert not await is_subscribed(database)


def restricted(*, is_member: bool) -> ChatMemberRestricted:
    rights = [name for name in ChatMemberRestricted.model_fields if name.startswith("can_")]
    user = {"id": ANNA.id, "is_bot": False, "first_name": "Анна"}
    return ChatMemberRestricted.model_validate(
        {
            **dict.fromkeys(rights, False),
            "status": "restricted",
            "user": user,
            "is_member": is_member,
            "until_date": 0,
        }
    )
