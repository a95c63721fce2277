from datetime import timedelta

import pytest
from sqlalchemy import text

from dvorik.clients.schemas import TelegramPerson
from dvorik.kernel.db import Database
from dvorik.kernel.i18n import Language
from dvorik.loyalty import actions as loyalty
from tests.accounts.strangers import ask
from tests.conftest import NOON, OLGA
from tests.loyalty.world import SHOP, add_till, redeem
from tests.reactions.conftest import Follow, addressed

OLGAS_CHAT, MARYS_CHAT = 7001, 7002
VERA = TelegramPerson(
    telegram_id=8001,
    username="vera",
    first_name="Вера <i>",
    last_name=None,
    language=Language.UK,
)


@pytest.fixture(autouse=True)
async def people_with_telegram(database: Database) -> None:
    """Olga owns and reads Russian; Mary, who reads English, wants to hear of requests."""
    async with database.transaction() as session:
        await session.execute(text("UPDATE account SET telegram_id = 7001 WHERE id = 1"))
        await session.execute(
            text(
                "UPDATE account SET telegram_id = 7002, language = 'en',"
                " notification_groups = '{cashier_requests}' WHERE id = 2"
            )
        )


async def request(database: Database) -> int:
    async with database.transaction() as session:
        cashier, _ = await loyalty.request_cashier(session, person=VERA, now=NOON)
    return cashier.id


async def test_a_request_reaches_its_group_with_buttons_and_asks_once(
    database: Database, follow: Follow
) -> None:
    cashier_id = await request(database)
    await request(database)

    to_olga, to_mary = await follow()

    assert addressed(to_olga) == ("cashier_bot", OLGAS_CHAT, "owner.cashier_request")
    assert addressed(to_mary) == ("cashier_bot", MARYS_CHAT, "owner.cashier_request")
    assert "Вера &lt;i&gt;" in to_olga.text
    assert "@vera" in to_olga.text
    assert to_mary.keyboard == {
        "inline_keyboard": [
            [
                {"text": "✅ Approve", "callback_data": f"cashier:approve:{cashier_id}"},
                {"text": "Decline", "callback_data": f"cashier:decline:{cashier_id}"},
            ]
        ]
    }


async def test_a_cashier_hears_of_every_change(database: Database, follow: Follow) -> None:
    cashier_id = await request(database)
    await follow()

    heard = []
    for change in (loyalty.approve_cashier, loyalty.deactivate_cashier, loyalty.approve_cashier):
        async with database.transaction() as session:
            await change(session, OLGA, cashier_id=cashier_id, now=NOON)
        heard += [addressed(message) for message in await follow()]

    assert heard == [
        ("cashier_bot", VERA.telegram_id, "cashier.approved"),
        ("cashier_bot", VERA.telegram_id, "cashier.deactivated"),
        ("cashier_bot", VERA.telegram_id, "cashier.approved"),
    ]


async def test_a_declined_request_is_not_called_closed_access(
    database: Database, follow: Follow
) -> None:
    cashier_id = await request(database)
    await follow()

    async with database.transaction() as session:
        await loyalty.deactivate_cashier(session, OLGA, cashier_id=cashier_id, now=NOON)

    (told,) = await follow()
    assert addressed(told) == ("cashier_bot", VERA.telegram_id, "cashier.declined")


async def test_a_streak_of_wrong_codes_is_told_to_owners_once(
    database: Database, follow: Follow
) -> None:
    async with database.transaction() as session:
        till = await add_till(session)
    for number in range(SHOP.wrong_code_alert + 2):
        async with database.transaction() as session:
            moment = NOON + timedelta(seconds=number)
            await redeem(session, till, f"ААА{number:04}", now=moment)

    (warning,) = await follow()
    assert addressed(warning) == ("cashier_bot", OLGAS_CHAT, "owner.wrong_codes")
    assert str(SHOP.wrong_code_alert) in warning.text


async def test_somebody_who_wants_into_the_panel_is_shown_to_owners(
    database: Database, follow: Follow
) -> None:
    async with database.transaction() as session:
        await ask(session)

    to_olga, to_mary = await follow()
    assert addressed(to_olga) == ("cashier_bot", OLGAS_CHAT, "owner.account_waits")
    assert addressed(to_mary) == ("cashier_bot", MARYS_CHAT, "owner.account_waits")
