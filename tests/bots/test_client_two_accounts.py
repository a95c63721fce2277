"""Somebody whose two cards became one writes by both Telegram accounts."""

import pytest
from aiogram.methods import SendMessage
from sqlalchemy import func, select

from dvorik.clients.models import Client
from dvorik.kernel.db import Database
from dvorik.loyalty.models import Discount
from dvorik.merging import actions
from tests.bots.driver import ANNA, BORIS, Person, Talk, bot_change, channel_change
from tests.bots.test_broadcast_buttons import deliveries, send
from tests.conftest import NOON, OLGA
from tests.loyalty.world import add_template, recorded

OTHER = Person(5003, "Аня", username="anya")


@pytest.fixture
async def gift(database: Database, shop: None) -> None:
    async with database.transaction() as session:
        await add_template(session)


async def card(database: Database, person: Person) -> Client:
    async with database.transaction() as session:
        return (await session.scalars(select(Client).where(Client.telegram_id == person.id))).one()


async def merge(database: Database, kept: Person, dissolved: Person) -> None:
    kept_id, other_id = (await card(database, kept)).id, (await card(database, dissolved)).id
    async with database.transaction() as session:
        await actions.merge_clients(session, OLGA, kept_id=kept_id, dissolved_id=other_id, now=NOON)


async def codes(database: Database) -> list[int]:
    async with database.transaction() as session:
        return list(await session.scalars(select(Discount.client_id)))


async def test_start_by_the_other_account_finds_the_kept_client_and_gives_no_second_gift(
    client_bot: Talk, database: Database, gift: None
) -> None:
    client_bot.telegram.members.update({ANNA.id, OTHER.id})
    await client_bot.writes(ANNA, "/start")
    await client_bot.writes(OTHER, "привет")
    await merge(database, ANNA, OTHER)
    kept = await card(database, ANNA)

    said = await client_bot.writes(OTHER, "/start")
    mine = await client_bot.writes(OTHER, "Мои скидки")

    assert "С возвращением" in said[0]
    assert any("За подписку" in text for text in mine)
    assert await codes(database) == [kept.id]
    sent = [call for call in client_bot.telegram.calls if isinstance(call, SendMessage)]
    assert {call.chat_id for call in sent[-2:]} == {OTHER.id}
    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Client)) == 2
        assert len(await recorded(session, "clients.joined")) == 2
        assert await recorded(session, "clients.returned") == []


async def test_a_gift_that_nobody_had_is_given_once_by_whichever_account(
    client_bot: Talk, database: Database, gift: None
) -> None:
    for person in (ANNA, OTHER):
        await client_bot.writes(person, "/start")
    await merge(database, ANNA, OTHER)
    kept = await card(database, ANNA)

    await client_bot.send(channel_change(OTHER, "member"))
    await client_bot.send(channel_change(ANNA, "member"))

    assert await codes(database) == [kept.id]


async def test_each_account_tells_of_itself(
    client_bot: Talk, database: Database, shop: None
) -> None:
    client_bot.telegram.members.add(ANNA.id)
    for person in (ANNA, OTHER):
        await client_bot.writes(person, "/start")
    await merge(database, ANNA, OTHER)

    await client_bot.send(channel_change(OTHER, "left"))
    await client_bot.send(bot_change(OTHER, "kicked"))

    kept, other = await card(database, ANNA), await card(database, OTHER)
    assert (kept.is_subscribed, kept.bot_blocked_at, kept.username) == (True, None, None)
    assert (other.is_subscribed, other.bot_blocked_at, other.username) == (False, NOON, "anya")
    async with database.transaction() as session:
        assert await recorded(session, "clients.blocked_bot") == []
        assert await recorded(session, "clients.unsubscribed") == []


async def test_stop_by_the_other_account_is_the_kept_clients_no(
    client_bot: Talk, database: Database, shop: None
) -> None:
    for person in (ANNA, OTHER):
        await client_bot.writes(person, "/start")
    await merge(database, ANNA, OTHER)

    await client_bot.writes(OTHER, "/stop")

    assert (await card(database, ANNA)).consent_at is None


async def test_a_button_of_the_second_broadcast_still_answers(
    client_bot: Talk, database: Database
) -> None:
    hers, his = await send(client_bot, database)
    await merge(database, ANNA, BORIS)

    assert await client_bot.sends_press(BORIS, f"b:{his.id}:1") == ["<b>Борис</b>, it is us"]
    assert [row.clicked_button for row in await deliveries(database)] == [None, "Who?"]
    assert hers.clicked_at is None
