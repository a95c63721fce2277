import pytest
from sqlalchemy import text

from dvorik.clients.models import Client
from dvorik.kernel.actor import Actor, ActorKind
from dvorik.kernel.db import Database
from dvorik.loyalty import actions as loyalty
from tests.conftest import NOON, OLGA
from tests.loyalty.world import SHOP
from tests.reactions.conftest import Follow, addressed
from tests.reactions.test_receipts import new_client, take

OLGAS_CHAT = 7001


@pytest.fixture(autouse=True)
async def owner_with_telegram(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(
            text("UPDATE account SET telegram_id = :chat WHERE id = 1"), {"chat": OLGAS_CHAT}
        )


async def dispute(database: Database, client: Client, redemption_id: int) -> int:
    actor = Actor(kind=ActorKind.CLIENT, id=client.id)
    async with database.transaction() as session:
        opened, _ = await loyalty.open_dispute(
            session, actor, redemption_id=redemption_id, now=NOON
        )
    return opened.id


async def settle(database: Database, dispute_id: int, *, is_confirmed: bool) -> None:
    async with database.transaction() as session:
        await loyalty.resolve_dispute(
            session,
            OLGA,
            dispute_id=dispute_id,
            is_confirmed=is_confirmed,
            resolution="Checked the camera",
            reason="The cashier was wrong",
            now=NOON,
        )


async def test_owners_hear_of_a_dispute_once(database: Database, follow: Follow) -> None:
    client = await new_client(database)
    _, redemption_id = await take(database, client, bill_minor=1000_00)
    await follow()

    for _ in range(3):
        dispute_id = await dispute(database, client, redemption_id)

    (notice,) = await follow()
    assert addressed(notice) == ("cashier_bot", OLGAS_CHAT, "owner.dispute_opened")
    assert "20 ноября 2026, 12:00" in notice.text
    assert "Касса" in notice.text
    assert notice.keyboard == {
        "inline_keyboard": [
            [
                {"text": "✅ Вернуть код", "callback_data": f"dispute:accept:{dispute_id}"},
                {"text": "Отклонить", "callback_data": f"dispute:reject:{dispute_id}"},
            ]
        ]
    }


async def test_owners_hear_of_it_in_their_own_language(database: Database, follow: Follow) -> None:
    client = await new_client(database)
    _, redemption_id = await take(database, client, bill_minor=1000_00)
    await follow()
    async with database.transaction() as session:
        await session.execute(text("UPDATE account SET language = 'en' WHERE id = 1"))

    await dispute(database, client, redemption_id)

    (notice,) = await follow()
    assert "20 Nov 2026, 12:00" in notice.text


@pytest.mark.parametrize(
    ("is_confirmed", "key"),
    [(True, "client.dispute_confirmed"), (False, "client.dispute_rejected")],
)
async def test_the_client_hears_the_verdict_and_nothing_besides(
    database: Database, follow: Follow, is_confirmed: bool, key: str
) -> None:
    client = await new_client(database)
    _, redemption_id = await take(database, client, bill_minor=None)
    dispute_id = await dispute(database, client, redemption_id)
    await follow()

    await settle(database, dispute_id, is_confirmed=is_confirmed)

    (verdict,) = await follow()
    assert addressed(verdict) == ("client_bot", client.telegram_id, key)
    assert "Checked the camera" in verdict.text


async def test_a_cashier_who_undoes_what_is_disputed_settles_it_for_the_client(
    database: Database, follow: Follow
) -> None:
    client = await new_client(database)
    till, redemption_id = await take(database, client, bill_minor=None)
    await dispute(database, client, redemption_id)
    await follow()

    async with database.transaction() as session:
        await loyalty.undo(session, till, redemption_id=redemption_id, shop=SHOP, now=NOON)

    (verdict,) = await follow()
    assert addressed(verdict) == ("client_bot", client.telegram_id, "client.dispute_confirmed")
    assert "снова ваш" in verdict.text
