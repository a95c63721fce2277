import pytest
from sqlalchemy import text

from dvorik.kernel import events
from dvorik.kernel.actor import SYSTEM
from dvorik.kernel.db import Database
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.events import BroadcastFailed, BroadcastPaused
from dvorik.messaging.schemas.broadcasts import BroadcastCreate
from tests.conftest import NOON, OLGA
from tests.loyalty.world import SHOP
from tests.reactions.conftest import Follow, addressed


@pytest.fixture(autouse=True)
async def owner_with_telegram(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("UPDATE account SET telegram_id = 7001 WHERE id = 1"))


async def add_broadcast(database: Database, title: str = "Осень <i>") -> int:
    draft = BroadcastCreate.model_validate(
        {"title": title, "content": {"text": "Hello"}, "audience": {"kind": "everyone"}}
    )
    async with database.transaction() as session:
        row = await broadcasts.create_broadcast(session, OLGA, draft=draft, shop=SHOP, now=NOON)
    return row.id


async def pause(database: Database, broadcast_id: int, reason: str) -> None:
    async with database.transaction() as session:
        events.record(session, SYSTEM, BroadcastPaused(broadcast_id=broadcast_id, reason=reason))


async def test_a_broadcast_that_stops_by_itself_is_told_with_the_reason(
    database: Database, follow: Follow
) -> None:
    broadcast_id = await add_broadcast(database)

    await pause(database, broadcast_id, "content_refused: 400 Bad Request: <nothing>")

    (notice,) = await follow()
    assert addressed(notice) == ("cashier_bot", 7001, "owner.broadcast_stopped")
    assert notice.text == (
        "⚠️ <b>Рассылка остановилась</b>\n\n"
        "Осень &lt;i&gt;\n"
        "Telegram не принял сообщение. Исправьте его и продолжите рассылку.\n"
        "400 Bad Request: &lt;nothing&gt;"
    )


@pytest.mark.parametrize("reason", ["same_errors: 400 chat not found", "telegram_silent"])
async def test_each_reason_has_words_and_is_told_once_a_day(
    database: Database, follow: Follow, reason: str
) -> None:
    broadcast_id = await add_broadcast(database)
    for _ in range(3):
        await pause(database, broadcast_id, reason)

    assert len(await follow()) == 1


async def test_a_refused_token_is_one_piece_of_news_for_all_broadcasts(
    database: Database, follow: Follow
) -> None:
    for _ in range(3):
        await pause(database, await add_broadcast(database), "bot_token_refused")

    (notice,) = await follow()
    assert "токен" in notice.text


async def test_a_broadcast_that_cannot_start_is_told(database: Database, follow: Follow) -> None:
    broadcast_id = await add_broadcast(database)
    async with database.transaction() as session:
        events.record(session, SYSTEM, BroadcastFailed(broadcast_id=broadcast_id, reason="x.gone"))

    (notice,) = await follow()
    assert "Она не смогла начаться.\nx.gone" in notice.text


async def test_a_pause_that_a_person_wanted_is_no_news(database: Database, follow: Follow) -> None:
    await pause(database, await add_broadcast(database), "by_person")

    assert await follow() == []
