"""Making one code void, and good again."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import events
from dvorik.kernel.actor import Actor, Permission
from dvorik.loyalty.errors import DiscountUsedUp
from dvorik.loyalty.events import DiscountBlocked, DiscountUnblocked
from dvorik.loyalty.models import Discount
from dvorik.loyalty.queries import discounts


async def block_discount(
    session: AsyncSession, actor: Actor, *, discount_id: int, now: datetime
) -> Discount:
    """Twice is like once. Raises `DiscountNotFound`, `DiscountUsedUp`."""
    actor.require(Permission.DISCOUNTS_ISSUE)
    discount = await _lock_unused(session, discount_id)
    if discount.blocked_at is None:
        discount.blocked_at = now
        event = DiscountBlocked(discount_id=discount_id, client_id=discount.client_id)
        events.record(session, actor, event)
        await session.flush()
    return discount


async def unblock_discount(session: AsyncSession, actor: Actor, *, discount_id: int) -> Discount:
    """Twice is like once. Raises `DiscountNotFound`, `DiscountUsedUp`."""
    actor.require(Permission.DISCOUNTS_ISSUE)
    discount = await _lock_unused(session, discount_id)
    if discount.blocked_at is not None:
        discount.blocked_at = None
        event = DiscountUnblocked(discount_id=discount_id, client_id=discount.client_id)
        events.record(session, actor, event)
        await session.flush()
    return discount


async def _lock_unused(session: AsyncSession, discount_id: int) -> Discount:
    discount = await discounts.lock_discount(session, discount_id)
    if discount.used_count >= discount.usage_limit:
        raise DiscountUsedUp(discount_id=discount_id)
    return discount
