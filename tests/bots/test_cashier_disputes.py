"""A dispute is decided by a button under the notice about it."""

import pytest
from sqlalchemy import select, text

from dvorik.kernel.actor import Actor, ActorKind
from dvorik.kernel.db import Database
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty import queries as loyalty_queries
from dvorik.loyalty.models import Cashier, Dispute, Redemption
from tests.bots.driver import Person, Talk
from tests.conftest import NOON
from tests.loyalty.world import SHOP, add_cashier, add_code, redeem

OLGA = Person(7101, "Ольга")
MARY = Person(7102, "Мария")
TIM = Person(7103, "Тимофей")
ASKED = "a message with buttons"
RETURNED = "Погашение отменено, код снова у клиента. Решение: Ольга"


@pytest.fixture
async def office(database: Database) -> None:
    """Olga, Mary and Tim have Telegram."""
    async with database.transaction() as session:
        for account_id, person in ((1, OLGA), (2, MARY), (3, TIM)):
            await session.execute(
                text("UPDATE account SET telegram_id = :telegram_id WHERE id = :id"),
                {"telegram_id": person.id, "id": account_id},
            )


@pytest.fixture
async def dispute_id(database: Database, office: None) -> int:
    async with database.transaction() as session:
        till = loyalty_queries.actor_of(await add_cashier(session))
        discount = await add_code(session)
        outcome = await redeem(session, till, discount.code)
        assert outcome.redeemed is not None
        client = Actor(kind=ActorKind.CLIENT, id=discount.client_id)
        dispute, _ = await loyalty.open_dispute(
            session, client, redemption_id=outcome.redeemed.redemption_id, now=NOON
        )
    return dispute.id


async def rows(database: Database) -> tuple[Dispute, Redemption]:
    async with database.transaction() as session:
        return (
            (await session.scalars(select(Dispute))).one(),
            (await session.scalars(select(Redemption))).one(),
        )


async def test_accepting_gives_the_code_back_and_says_who_decided(
    cashier_bot: Talk, database: Database, dispute_id: int
) -> None:
    said = await cashier_bot.sends_press(OLGA, f"dispute:accept:{dispute_id}")

    assert said == [f"{ASKED}\n\n<b>✅ {RETURNED}</b>"]
    dispute, redemption = await rows(database)
    assert (dispute.status, dispute.resolved_by_id, dispute.resolution) == ("confirmed", 1, None)
    assert redemption.canceled_by_account_id == 1
    assert redemption.cancel_reason == "Клиент сообщил, что код использовали без него"


async def test_a_second_press_and_another_owner_hear_that_it_is_decided(
    cashier_bot: Talk, database: Database, dispute_id: int
) -> None:
    await cashier_bot.sends_press(OLGA, f"dispute:accept:{dispute_id}")

    again = await cashier_bot.sends_press(OLGA, f"dispute:accept:{dispute_id}")
    other = await cashier_bot.sends_press(MARY, f"dispute:reject:{dispute_id}")

    decided = f"Уже решено: {RETURNED[0].lower()}{RETURNED[1:]}"
    assert again == other == [f"{ASKED}\n\n<b>{decided}</b>"]
    assert cashier_bot.telegram.toasts[-1] == decided
    dispute, _ = await rows(database)
    assert (dispute.status, dispute.resolved_by_id) == ("confirmed", 1)


async def test_rejecting_leaves_the_redemption(
    cashier_bot: Talk, database: Database, dispute_id: int
) -> None:
    said = await cashier_bot.sends_press(MARY, f"dispute:reject:{dispute_id}")
    late = await cashier_bot.sends_press(OLGA, f"dispute:accept:{dispute_id}")

    stands = "погашение остаётся. Решение: Мария"
    assert said == [f"{ASKED}\n\n<b>🚫 Отклонено, {stands}</b>"]
    assert late == [f"{ASKED}\n\n<b>Уже решено: отклонено, {stands}</b>"]
    dispute, redemption = await rows(database)
    assert (dispute.status, redemption.canceled_at) == ("rejected", None)


async def test_what_the_cashier_undid_is_not_rejected(
    cashier_bot: Talk, database: Database, dispute_id: int
) -> None:
    _, redemption = await rows(database)
    async with database.transaction() as session:
        till = loyalty_queries.actor_of((await session.scalars(select(Cashier))).one())
        await loyalty.undo(session, till, redemption_id=redemption.id, shop=SHOP, now=NOON)

    [said] = await cashier_bot.sends_press(OLGA, f"dispute:reject:{dispute_id}")

    assert "Уже решено: кассир сам отменил погашение" in said
    dispute, _ = await rows(database)
    assert dispute.status == "confirmed"


async def test_nothing_is_left_to_reject_of_what_was_undone_before(
    cashier_bot: Talk, database: Database, dispute_id: int
) -> None:
    async with database.transaction() as session:
        await session.execute(text("UPDATE redemption SET canceled_at = now()"))

    assert await cashier_bot.sends_press(OLGA, f"dispute:reject:{dispute_id}") == []

    assert cashier_bot.telegram.toasts == [
        "Погашение уже отменено, отклонять нечего: клиент был прав."
    ]
    assert (await rows(database))[0].status == "open"


@pytest.mark.parametrize("person", [TIM, Person(7999)], ids=["trainee", "nobody"])
@pytest.mark.parametrize("decision", ["accept", "reject"])
async def test_who_may_not_decide_changes_nothing(
    cashier_bot: Talk, database: Database, dispute_id: int, person: Person, decision: str
) -> None:
    assert await cashier_bot.sends_press(person, f"dispute:{decision}:{dispute_id}") == []

    assert cashier_bot.telegram.toasts == ["У вас нет права решать такие споры."]
    dispute, redemption = await rows(database)
    assert (dispute.status, redemption.canceled_at) == ("open", None)


@pytest.mark.parametrize("forged", ["", "x", "0", "99999", "9" * 30])
async def test_a_button_about_no_dispute_is_answered(
    cashier_bot: Talk, office: None, forged: str
) -> None:
    assert await cashier_bot.sends_press(OLGA, f"dispute:accept:{forged}") == []

    assert cashier_bot.telegram.toasts == ["Эта кнопка уже не действует."]
