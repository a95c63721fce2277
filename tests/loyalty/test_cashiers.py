import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.schemas import TelegramPerson
from dvorik.kernel.db import Database
from dvorik.kernel.errors import Forbidden
from dvorik.kernel.i18n import Language
from dvorik.loyalty import actions, queries
from dvorik.loyalty.errors import CashierNotFound
from tests.conftest import MARY, NOON, OLGA, TIM
from tests.loyalty.world import recorded

KATE = TelegramPerson(
    telegram_id=700, first_name="Катя", last_name=None, username="kate", language=Language.UK
)


async def test_a_request_makes_a_cashier_and_an_account_that_may_do_nothing(
    session: AsyncSession,
) -> None:
    cashier, is_new = await actions.request_cashier(session, person=KATE, now=NOON)
    again, is_new_again = await actions.request_cashier(session, person=KATE, now=NOON)

    assert (is_new, is_new_again, again.id) == (True, False, cashier.id)
    assert (cashier.display_name, cashier.language, cashier.is_active) == ("Катя", "uk", False)
    account = await session.execute(
        text("SELECT status, telegram_id FROM account WHERE id = :id"), {"id": cashier.account_id}
    )
    assert account.one() == ("outside", 700)
    assert await recorded(session, "loyalty.cashier_requested") == [{"cashier_id": cashier.id}]
    assert await queries.find_cashier_by_telegram(session, 700) is not None


async def test_requests_at_once_are_one_request(real_database: Database) -> None:
    async def request() -> bool:
        async with real_database.transaction() as session:
            _, is_new = await actions.request_cashier(session, person=KATE, now=NOON)
            return is_new

    outcomes = await asyncio.gather(*(request() for _ in range(10)))

    assert sorted(outcomes) == [False] * 9 + [True]
    async with real_database.transaction() as session:
        assert len(await recorded(session, "loyalty.cashier_requested")) == 1


async def test_approving_and_deactivating_are_recorded_once_each(session: AsyncSession) -> None:
    cashier, _ = await actions.request_cashier(session, person=KATE, now=NOON)

    for _ in range(2):
        await actions.approve_cashier(session, MARY, cashier_id=cashier.id, now=NOON)
    await session.flush()
    assert (cashier.is_active, cashier.approved_by_id) == (True, MARY.id)
    for _ in range(2):
        await actions.deactivate_cashier(session, OLGA, cashier_id=cashier.id, now=NOON)
    await session.flush()

    assert (cashier.is_active, cashier.deactivated_at) == (False, NOON)
    for event in ("cashier_approved", "cashier_deactivated"):
        assert await recorded(session, f"loyalty.{event}") == [{"cashier_id": cashier.id}]


async def test_approving_a_cashier_opens_no_door_to_the_panel(session: AsyncSession) -> None:
    cashier, _ = await actions.request_cashier(session, person=KATE, now=NOON)

    await actions.approve_cashier(session, OLGA, cashier_id=cashier.id, now=NOON)

    status = text("SELECT status FROM account WHERE id = :id")
    assert await session.scalar(status, {"id": cashier.account_id}) == "outside"


async def test_who_lacks_the_right_approves_nobody(session: AsyncSession) -> None:
    cashier, _ = await actions.request_cashier(session, person=KATE, now=NOON)

    for change in (actions.approve_cashier, actions.deactivate_cashier):
        with pytest.raises(Forbidden):
            await change(session, TIM, cashier_id=cashier.id, now=NOON)
    with pytest.raises(CashierNotFound):
        await actions.approve_cashier(session, OLGA, cashier_id=cashier.id + 1, now=NOON)

    assert (cashier.is_active, cashier.deactivated_at) == (False, None)
