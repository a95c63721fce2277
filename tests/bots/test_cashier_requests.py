"""Asking to work at the till, and the owner's answer."""

import pytest
from sqlalchemy import select, text

from dvorik.accounts.models import Account
from dvorik.kernel.actor import SYSTEM, Actor, ActorKind
from dvorik.kernel.db import Database
from dvorik.kernel.i18n import Language
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty.models import Cashier
from tests.bots.driver import Person, Talk, message, told
from tests.conftest import NOON
from tests.reactions.test_receipts import new_client, take

IGOR = Person(7001, "Игорь", "ru", last_name="Лапин")
OLGA = Person(7101, "Ольга")
MARY = Person(7102, "Мария")
TIM = Person(7103, "Тимофей")
OWNERS_HELP = told("cashier.help") + "\n\nНаписать клиентам: /broadcast"


@pytest.fixture
async def office(database: Database) -> None:
    """Olga, Mary and Tim have Telegram."""
    async with database.transaction() as session:
        for account_id, person in ((1, OLGA), (2, MARY), (3, TIM)):
            await session.execute(
                text("UPDATE account SET telegram_id = :telegram_id WHERE id = :id"),
                {"telegram_id": person.id, "id": account_id},
            )


async def cashier(database: Database) -> Cashier:
    async with database.transaction() as session:
        return (await session.scalars(select(Cashier))).one()


async def test_the_first_word_of_a_stranger_is_a_request(
    cashier_bot: Talk, database: Database
) -> None:
    assert await cashier_bot.writes(IGOR, "/start") == [told("cashier.request_sent")]

    asked = await cashier(database)
    assert (asked.telegram_id, asked.display_name) == (IGOR.id, "Игорь Лапин")
    assert (asked.is_active, asked.requested_at) == (False, NOON)
    async with database.transaction() as session:
        account = await session.get_one(Account, asked.account_id)
    assert (account.status, account.role) == ("outside", "readonly")


async def test_a_sticker_is_a_first_word_too(cashier_bot: Talk, database: Database) -> None:
    sticker = {
        "file_id": "1", "file_unique_id": "1", "type": "regular", "width": 1, "height": 1,
        "is_animated": False, "is_video": False,
    }  # fmt: skip

    assert await cashier_bot.send(message(IGOR, sticker=sticker)) == [told("cashier.request_sent")]

    assert (await cashier(database)).is_active is False


async def test_who_waits_is_asked_for_patience(cashier_bot: Talk, database: Database) -> None:
    await cashier_bot.writes(IGOR, "hello")

    assert await cashier_bot.writes(IGOR, "ДЯА4589") == [told("cashier.request_pending")]

    assert (await cashier(database)).is_active is False


async def test_an_owner_approves_by_the_button_and_the_second_press_says_who_did(
    cashier_bot: Talk, database: Database, office: None
) -> None:
    await cashier_bot.writes(IGOR, "hello")
    asked = await cashier(database)

    [said] = await cashier_bot.sends_press(OLGA, f"cashier:approve:{asked.id}")
    [again] = await cashier_bot.sends_press(MARY, f"cashier:approve:{asked.id}")

    assert said == "a message with buttons\n\n<b>✅ Одобрено: Ольга</b>"
    assert again == "a message with buttons\n\n<b>Уже одобрено: Ольга</b>"
    approved = await cashier(database)
    assert (approved.is_active, approved.approved_by_id) == (True, 1)
    assert await cashier_bot.writes(IGOR, "/start") == [told("cashier.help")]


async def test_a_late_decline_does_not_send_a_working_cashier_away(
    cashier_bot: Talk, database: Database, office: None
) -> None:
    await cashier_bot.writes(IGOR, "hello")
    asked = await cashier(database)
    await cashier_bot.sends_press(OLGA, f"cashier:approve:{asked.id}")

    [said] = await cashier_bot.sends_press(MARY, f"cashier:decline:{asked.id}")

    assert said.endswith("<b>Уже одобрено: Ольга</b>")
    assert (await cashier(database)).is_active


async def test_who_was_declined_is_told_so(
    cashier_bot: Talk, database: Database, office: None
) -> None:
    await cashier_bot.writes(IGOR, "hello")
    asked = await cashier(database)

    [said] = await cashier_bot.sends_press(OLGA, f"cashier:decline:{asked.id}")

    assert said.endswith("<b>🚫 Отклонено: Ольга</b>")
    assert await cashier_bot.writes(IGOR, "and now?") == [told("cashier.declined")]
    assert (await cashier(database)).is_active is False


@pytest.mark.parametrize("person", [TIM, IGOR, Person(7999)], ids=["trainee", "himself", "nobody"])
async def test_who_may_not_approve_changes_nothing(
    cashier_bot: Talk, database: Database, office: None, person: Person
) -> None:
    await cashier_bot.writes(IGOR, "hello")
    asked = await cashier(database)

    assert await cashier_bot.sends_press(person, f"cashier:approve:{asked.id}") == []

    assert cashier_bot.telegram.toasts == ["У вас нет права одобрять кассиров."]
    assert (await cashier(database)).is_active is False


@pytest.mark.parametrize("forged", ["", "x", "0", "99999", "9" * 30])
async def test_a_button_about_nobody_is_answered(
    cashier_bot: Talk, office: None, forged: str
) -> None:
    assert await cashier_bot.sends_press(OLGA, f"cashier:approve:{forged}") == []

    assert cashier_bot.telegram.toasts == ["Эта кнопка уже не действует."]


async def test_who_only_reads_the_panel_is_shown_the_way_there(
    cashier_bot: Talk, database: Database, office: None
) -> None:
    said = await cashier_bot.writes(TIM, "ДЯА4589")

    assert said == ["Сюда приходят уведомления. Войти в панель: /login"]


async def test_a_cashier_is_spoken_to_in_the_language_of_the_request(
    cashier_bot: Talk, database: Database
) -> None:
    emily = Person(7002, "Emily", "en")

    assert await cashier_bot.writes(emily, "hi") == [told("cashier.request_sent", Language.EN)]

    async with database.transaction() as session:
        asked = (await session.scalars(select(Cashier))).one()
        await loyalty.approve_cashier(session, SYSTEM, cashier_id=asked.id, now=NOON)
    changed = Person(7002, "Emily", "ru")
    assert await cashier_bot.writes(changed, "/help") == [told("cashier.help", Language.EN)]


async def test_who_approves_finds_what_waits_at_start(
    cashier_bot: Talk, database: Database, office: None
) -> None:
    await cashier_bot.writes(IGOR, "hello")
    asked = await cashier(database)

    help_, request = await cashier_bot.writes(OLGA, "/start")

    assert help_ == OWNERS_HELP
    assert request == told("owner.cashier_request", name="Игорь Лапин")
    [said] = await cashier_bot.presses(OLGA, "✅ Принять")
    assert said.endswith("<b>✅ Одобрено: Ольга</b>")
    assert (await cashier(database)).is_active is True
    assert await cashier_bot.writes(OLGA, "/start") == [OWNERS_HELP]
    assert asked.is_active is False


async def test_who_may_not_approve_is_shown_no_requests(
    cashier_bot: Talk, database: Database, office: None
) -> None:
    await cashier_bot.writes(IGOR, "hello")

    assert len(await cashier_bot.writes(TIM, "/start")) == 1


async def test_many_requests_are_shown_in_part(
    cashier_bot: Talk, database: Database, office: None
) -> None:
    for number in range(7):
        await cashier_bot.writes(Person(7200 + number, f"Новичок {number}"), "hello")

    said = await cashier_bot.writes(OLGA, "/start")

    shown = [told("owner.cashier_request", name=f"Новичок {number}") for number in range(2, 7)]
    assert said == [OWNERS_HELP, *shown, "И ещё 2 заявки: они в панели."]


async def test_open_disputes_are_shown_at_start(
    cashier_bot: Talk, database: Database, office: None
) -> None:
    client = await new_client(database, first_name="Лев <b>")
    _, redemption_id = await take(database, client, bill_minor=None)
    async with database.transaction() as session:
        opened, _ = await loyalty.open_dispute(
            session,
            Actor(kind=ActorKind.CLIENT, id=client.id),
            redemption_id=redemption_id,
            now=NOON,
        )

    _, dispute = await cashier_bot.writes(OLGA, "/start")

    assert "Лев &lt;b&gt;" in dispute
    assert "20 ноября 2026, 12:00" in dispute
    assert cashier_bot.telegram.buttons[-1].callback_data == f"dispute:reject:{opened.id}"
