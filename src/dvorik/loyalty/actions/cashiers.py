"""Who may redeem: asking, approving, taking the right back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import actions as accounts
from dvorik.clients.schemas import TelegramPerson
from dvorik.kernel import events
from dvorik.kernel.actor import Actor, Permission
from dvorik.kernel.names import clean_name
from dvorik.loyalty.actions.inspecting import account_id_of
from dvorik.loyalty.events import CashierApproved, CashierDeactivated, CashierRequested
from dvorik.loyalty.models import Cashier
from dvorik.loyalty.queries import cashiers
from dvorik.loyalty.queries.cashiers import actor_of


async def request_cashier(
    session: AsyncSession, *, person: TelegramPerson, now: datetime
) -> tuple[Cashier, bool]:
    """The cashier who is `person`, and whether this call made the request.

    Neither they nor their account (made with the request) may do anything until approved.
    Any number of calls at once are one request.
    """
    if known := await cashiers.find_cashier_by_telegram(session, person.telegram_id):
        return known, False
    account = await accounts.remember_person(
        session,
        telegram_id=person.telegram_id,
        username=person.username,
        first_name=person.first_name,
        last_name=person.last_name,
        language=person.language,
        now=now,
    )
    created: Cashier | None = await session.scalar(
        insert(Cashier)
        .values(
            telegram_id=person.telegram_id,
            username=person.username,
            display_name=_name_of(person),
            language=person.language.value,
            account_id=account.id,
            requested_at=now,
            is_active=False,
            wrong_streak=0,
        )
        .on_conflict_do_nothing(index_elements=[Cashier.telegram_id])
        .returning(Cashier)
    )
    if created is None:
        found = await session.scalars(
            select(Cashier).where(Cashier.telegram_id == person.telegram_id)
        )
        return found.one(), False
    events.record(session, actor_of(created), CashierRequested(cashier_id=created.id))
    return created, True


async def approve_cashier(
    session: AsyncSession, actor: Actor, *, cashier_id: int, now: datetime
) -> Cashier:
    """Let the cashier redeem, for the first time or again. Approving twice changes nothing.

    Their account stays as it is: working at the till is no key to the panel. Raises
    `CashierNotFound`.
    """
    actor.require(Permission.CASHIERS_APPROVE)
    cashier = await cashiers.lock_cashier(session, cashier_id)
    if not cashier.is_active:
        cashier.is_active = True
        cashier.approved_by_id = account_id_of(actor)
        cashier.approved_at = now
        cashier.deactivated_at = None
        cashier.wrong_streak = 0
        events.record(session, actor, CashierApproved(cashier_id=cashier_id))
    return cashier


async def deactivate_cashier(
    session: AsyncSession, actor: Actor, *, cashier_id: int, now: datetime
) -> Cashier:
    """Take the right to redeem back, or turn a request down. Raises `CashierNotFound`."""
    actor.require(Permission.CASHIERS_APPROVE)
    cashier = await cashiers.lock_cashier(session, cashier_id)
    if cashier.deactivated_at is None:
        cashier.is_active = False
        cashier.deactivated_at = now
        events.record(session, actor, CashierDeactivated(cashier_id=cashier_id))
    return cashier


def _name_of(person: TelegramPerson) -> str:
    name = clean_name(f"{person.first_name} {person.last_name or ''}")
    return name or person.username or str(person.telegram_id)
