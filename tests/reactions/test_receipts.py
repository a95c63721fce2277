from datetime import timedelta

from dvorik.clients.models import Client
from dvorik.kernel.actor import Actor
from dvorik.kernel.db import Database
from dvorik.kernel.money import format_minor
from dvorik.loyalty import actions as loyalty
from tests.conftest import NOON, OLGA
from tests.loyalty.world import (
    SHOP,
    add_client,
    add_discount,
    add_template,
    add_till,
    redeem,
)
from tests.reactions.conftest import Follow, addressed


async def take(database: Database, client: Client, *, bill_minor: int | None) -> tuple[Actor, int]:
    """A code of the client taken at a till; the till and the redemption's id."""
    async with database.transaction() as session:
        till = await add_till(session)
        template = await add_template(session)
        discount = await add_discount(session, template=template, client=client)
        outcome = await redeem(session, till, discount.code, bill_minor=bill_minor)
    assert outcome.redeemed
    return till, outcome.redeemed.redemption_id


async def new_client(database: Database, **fields: object) -> Client:
    async with database.transaction() as session:
        return await add_client(session, **fields)


async def test_a_receipt_with_a_way_to_say_no(database: Database, follow: Follow) -> None:
    client = await new_client(database, language="en")
    _, redemption_id = await take(database, client, bill_minor=1000_00)

    (receipt,) = await follow()

    assert addressed(receipt) == ("client_bot", client.telegram_id, "client.receipt")
    assert receipt.occasion == f"redemption:{redemption_id}:receipt"
    assert format_minor(1000_00, "RUB", "en") in receipt.text
    assert format_minor(100_00, "RUB", "en") in receipt.text
    assert receipt.keyboard == {
        "inline_keyboard": [
            [{"text": "It was not me", "callback_data": f"client:dispute:{redemption_id}"}]
        ]
    }
    assert await follow() == []


async def test_nobody_is_written_to_who_blocked_the_bot(database: Database, follow: Follow) -> None:
    client = await new_client(database, bot_blocked_at=NOON)
    await take(database, client, bill_minor=None)

    assert await follow() == []


async def test_a_person_without_telegram_gets_no_receipt(
    database: Database, follow: Follow
) -> None:
    client = await new_client(database, telegram_id=None)
    await take(database, client, bill_minor=None)

    assert await follow() == []


async def test_taking_it_back_is_told_once(database: Database, follow: Follow) -> None:
    client = await new_client(database)
    till, redemption_id = await take(database, client, bill_minor=None)
    await follow()

    later = NOON + timedelta(minutes=1)
    for _ in range(2):
        async with database.transaction() as session:
            await loyalty.undo(session, till, redemption_id=redemption_id, shop=SHOP, now=later)

    (notice,) = await follow()
    assert addressed(notice) == ("client_bot", client.telegram_id, "client.redemption_undone")


async def test_a_reversal_is_told(database: Database, follow: Follow) -> None:
    client = await new_client(database)
    _, redemption_id = await take(database, client, bill_minor=None)
    await follow()

    async with database.transaction() as session:
        await loyalty.reverse(
            session,
            OLGA,
            redemption_id=redemption_id,
            reason="wrong person",
            now=NOON + timedelta(days=1),
        )

    (notice,) = await follow()
    assert addressed(notice) == ("client_bot", client.telegram_id, "client.redemption_reversed")
