"""People who may redeem codes, and those who ask to."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.loyalty.errors import CashierNotFound
from dvorik.loyalty.models import Cashier


async def find_cashier_by_telegram(session: AsyncSession, telegram_id: int) -> Cashier | None:
    found: Cashier | None = await session.scalar(
        select(Cashier).where(Cashier.telegram_id == telegram_id)
    )
    return found


async def lock_cashier(session: AsyncSession, cashier_id: int) -> Cashier:
    """Raises `CashierNotFound`."""
    found = await session.scalar(
        select(Cashier)
        .where(Cashier.id == cashier_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise CashierNotFound(cashier_id=cashier_id)
    return found


def actor_of(cashier: Cashier) -> Actor:
    """The cashier as an actor, active or not.

    One who is not may still try: redeeming itself refuses, and keeps the attempt.
    """
    permissions = frozenset({Permission.DISCOUNTS_REDEEM})
    return Actor(kind=ActorKind.CASHIER, id=cashier.id, permissions=permissions)
