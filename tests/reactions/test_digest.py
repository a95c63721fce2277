"""Yesterday in a few lines: to whom, when, and once."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

from dvorik.kernel.actor import Actor, ActorKind
from dvorik.kernel.db import Database
from dvorik.loyalty import actions as loyalty
from dvorik.messaging.models import OutgoingMessage
from dvorik.reactions.digest import send_if_due
from dvorik.settings.models import SettingRow
from tests.analytics.shop import Shopkeeper
from tests.conftest import NOON
from tests.loyalty.world import add_client
from tests.reactions.test_receipts import take

ZONE = ZoneInfo("Asia/Vladivostok")
NINE = datetime(2026, 11, 20, 9, tzinfo=ZONE).astimezone(UTC)
YESTERDAY = date(2026, 11, 19)


async def give_telegram(database: Database) -> None:
    """Olga owns the shop and reads Russian; Mary asked for the digest, in English."""
    async with database.transaction() as session:
        await session.execute(text("UPDATE account SET telegram_id = 7001 WHERE id = 1"))
        await session.execute(
            text(
                "UPDATE account SET telegram_id = 7002, language = 'en',"
                " notification_groups = '{digest}' WHERE id = 2"
            )
        )
        await session.execute(text("UPDATE account SET telegram_id = 7003 WHERE id = 3"))


async def set_hour(database: Database, hour: int | None) -> None:
    async with database.transaction() as session:
        session.add(SettingRow(key="digest_hour", value=hour, updated_at=NOON))


async def said(database: Database) -> list[OutgoingMessage]:
    async with database.transaction() as session:
        return list(await session.scalars(select(OutgoingMessage).order_by(OutgoingMessage.id)))


async def test_owners_and_who_asked_get_yesterdays_figures(database: Database) -> None:
    await give_telegram(database)
    async with database.transaction() as session:
        keeper = Shopkeeper(session)
        for day in (YESTERDAY - timedelta(days=1), YESTERDAY, YESTERDAY, YESTERDAY):
            await keeper.client(day)
        blocked = await keeper.client(YESTERDAY)
        blocked.bot_blocked_at = NINE - timedelta(hours=12)
        await keeper.order(YESTERDAY, 3200_00)

    assert await send_if_due(database, now=NINE) is True

    to_olga, to_mary = await said(database)
    assert (to_olga.chat_id, to_olga.channel) == (7001, "cashier_bot")
    assert to_olga.text == (
        "📊 <b>19 ноября 2026\u202fг.</b>\n\n"
        "Новых клиентов: 4\n"
        "Выдано скидок: 0\n"
        "Погашено: 0\n"
        "Покупки: 3\xa0200\xa0₽\n"
        "Заблокировали бота: 1"
    )
    assert to_mary.chat_id == 7002
    assert "New clients: 4" in to_mary.text


async def test_money_and_disputes_are_in_it(database: Database) -> None:
    await give_telegram(database)
    async with database.transaction() as session:
        client = await add_client(session)
    _, redemption_id = await take(database, client, bill_minor=1000_00)
    async with database.transaction() as session:
        await loyalty.open_dispute(
            session,
            Actor(kind=ActorKind.CLIENT, id=client.id),
            redemption_id=redemption_id,
            now=NOON,
        )

    await send_if_due(database, now=NINE + timedelta(days=1))

    digest = (await said(database))[0]
    assert "Погашено: 1\nЧеки: 1\xa0000\xa0₽\nСкидки на сумму: 100\xa0₽\n" in digest.text
    assert "Споры: 1" in digest.text


async def test_from_the_hour_to_the_end_of_the_day_and_once(database: Database) -> None:
    await give_telegram(database)

    sent = [
        await send_if_due(database, now=NINE + timedelta(minutes=minutes))
        for minutes in (-1, 14 * 60 + 59, 15 * 60 - 1)
    ]

    assert sent == [False, True, False]
    assert len(await said(database)) == 2


@pytest.mark.parametrize("hour", [None, 10])
async def test_the_settings_decide(database: Database, hour: int | None) -> None:
    await give_telegram(database)
    await set_hour(database, hour)

    assert await send_if_due(database, now=NINE) is False
    assert await said(database) == []


async def test_nobody_with_telegram_is_nobody_to_tell(database: Database) -> None:
    assert await send_if_due(database, now=NINE) is False
    assert await said(database) == []


async def test_runs_at_the_same_second_are_one_digest(real_database: Database) -> None:
    await give_telegram(real_database)

    await asyncio.gather(*(send_if_due(real_database, now=NINE) for _ in range(4)))
    await send_if_due(real_database, now=NINE + timedelta(hours=3))

    assert [message.chat_id for message in await said(real_database)] == [7001, 7002]
