"""Buttons under broadcasts in the client bot."""

import pytest
from aiogram.methods import AnswerCallbackQuery
from sqlalchemy import select

from dvorik.kernel.db import Database
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.models import Delivery
from dvorik.messaging.schemas.broadcasts import BroadcastCreate
from dvorik.settings.schemas import ShopSettings
from tests.bots.driver import ANNA, BORIS, Talk
from tests.conftest import NOON, OLGA

SHOP = ShopSettings()
BUTTONS = [
    [
        {"kind": "callback", "text": "I will", "reply": "See you!", "shows": "alert"},
        {
            "kind": "callback",
            "text": "Who?",
            "reply": "<b>{first_name}</b>, it is us",
            "shows": "message",
        },
    ]
]


async def send(bot: Talk, database: Database) -> list[Delivery]:
    """A broadcast to both of them; its deliveries in their order."""
    for person in (ANNA, BORIS):
        await bot.writes(person, "/start")
    draft = BroadcastCreate.model_validate(
        {
            "title": "Autumn",
            "content": {"text": "Will you come?", "buttons": BUTTONS},
            "audience": {"kind": "everyone"},
        }
    )
    async with database.transaction() as session:
        row = await broadcasts.create_broadcast(session, OLGA, draft=draft, shop=SHOP, now=NOON)
        await broadcasts.schedule_broadcast(
            session, OLGA, broadcast_id=row.id, scheduled_at=None, now=NOON
        )
        await broadcasts.start_next(session, shop=SHOP, now=NOON)
    return await deliveries(database)


async def deliveries(database: Database) -> list[Delivery]:
    async with database.transaction() as session:
        rows = await session.scalars(select(Delivery).order_by(Delivery.chat_id))
        return list(rows.all())


async def test_a_press_is_answered_and_kept(client_bot: Talk, database: Database) -> None:
    hers, his = await send(client_bot, database)

    assert await client_bot.sends_press(ANNA, f"b:{hers.id}:0") == []
    assert await client_bot.sends_press(ANNA, f"b:{hers.id}:1") == ["<b>Анна</b>, it is us"]

    alert, end = [
        call for call in client_bot.telegram.calls if isinstance(call, AnswerCallbackQuery)
    ][-2:]
    assert (alert.text, alert.show_alert) == ("See you!", True)
    assert (end.text, end.show_alert) == (None, False)
    after = await deliveries(database)
    assert [(row.id, row.clicked_at, row.clicked_button) for row in after] == [
        (hers.id, NOON, "I will"),
        (his.id, None, None),
    ]


@pytest.mark.parametrize("data", ["b:{his}:0", "b:{hers}:9", "b:{hers}", "b::", "b:x:0", "b:1:2:3"])
async def test_a_forged_press_counts_nothing(
    client_bot: Talk, database: Database, data: str
) -> None:
    hers, his = await send(client_bot, database)

    assert await client_bot.sends_press(ANNA, data.format(hers=hers.id, his=his.id)) == []

    assert client_bot.telegram.toasts[-1] != ""
    assert [row.clicked_at for row in await deliveries(database)] == [None, None]
