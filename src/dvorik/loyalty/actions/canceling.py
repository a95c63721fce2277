"""Taking a redemption back: undone at once by whoever made it, or reversed later by an account.

An open dispute about it is settled in the client's favour with it. Locks: whatever the code draws
on and the code, in the order of redeeming, then the dispute.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import events
from dvorik.kernel.actor import Actor, Permission
from dvorik.loyalty.actions.inspecting import account_id_of, cashier_id_of
from dvorik.loyalty.actions.settling import settle
from dvorik.loyalty.errors import CashierNotActive, RedemptionNotFound, UndoTooLate
from dvorik.loyalty.events import RedemptionReversed, RedemptionUndone
from dvorik.loyalty.models import Campaign, Discount, DiscountTemplate, Redemption
from dvorik.loyalty.queries import disputes, redemptions, standings
from dvorik.loyalty.rules.verdicts import Standing
from dvorik.loyalty.types import DisputeStatus
from dvorik.settings.schemas import ShopSettings


async def undo(
    session: AsyncSession, actor: Actor, *, redemption_id: int, shop: ShopSettings, now: datetime
) -> Redemption:
    """Take back a redemption of one's own within `shop.undo_minutes`. Twice is like once.

    Raises `RedemptionNotFound` for one that somebody else made, `UndoTooLate`, and
    `CashierNotActive` when the cashier has lost the right meanwhile.
    """
    actor.require(Permission.DISCOUNTS_REDEEM)
    redemption = await redemptions.get_redemption(session, redemption_id)
    if not _is_own(actor, redemption):
        raise RedemptionNotFound(redemption_id=redemption_id)
    standing = await lock_redemption(session, actor, redemption)
    if redemption.canceled_at is not None:
        return redemption
    if now > redemption.redeemed_at + timedelta(minutes=shop.undo_minutes):
        raise UndoTooLate(undo_minutes=shop.undo_minutes)
    await _cancel(session, actor, redemption, standing, reason=None, now=now)
    event = RedemptionUndone(
        redemption_id=redemption_id,
        discount_id=redemption.discount_id,
        client_id=redemption.client_id,
    )
    events.record(session, actor, event)
    return redemption


async def reverse(
    session: AsyncSession, actor: Actor, *, redemption_id: int, reason: str, now: datetime
) -> Redemption:
    """Take back anybody's redemption, at any time. Twice is like once: the first reason stays.

    Raises `RedemptionNotFound`.
    """
    actor.require(Permission.DISCOUNTS_REVERSE)
    return await cancel_for(session, actor, redemption_id=redemption_id, reason=reason, now=now)


async def cancel_for(
    session: AsyncSession, actor: Actor, *, redemption_id: int, reason: str, now: datetime
) -> Redemption:
    """Reverse without asking for the right: the caller has checked a right of its own."""
    redemption = await redemptions.get_redemption(session, redemption_id)
    standing = await lock_redemption(session, actor, redemption)
    if redemption.canceled_at is not None:
        return redemption
    await _cancel(session, actor, redemption, standing, reason=reason, now=now)
    event = RedemptionReversed(
        redemption_id=redemption_id,
        discount_id=redemption.discount_id,
        client_id=redemption.client_id,
        reason=reason,
    )
    events.record(session, actor, event)
    return redemption


def _is_own(actor: Actor, redemption: Redemption) -> bool:
    maker = (redemption.cashier_id, redemption.account_id)
    return maker == (cashier_id_of(actor), account_id_of(actor))


async def lock_redemption(session: AsyncSession, actor: Actor, redemption: Redemption) -> Standing:
    """Lock in the order of redeeming, then read the redemption as it is now.

    Raises `CashierNotActive` for a cashier who is none any more.
    """
    counter = await standings.lock_standing(
        session,
        code=await redemptions.code_of(session, redemption),
        cashier_id=cashier_id_of(actor),
    )
    if not counter.is_cashier_active:
        raise CashierNotActive
    assert counter.standing is not None
    await session.refresh(redemption)
    return counter.standing


async def _cancel(
    session: AsyncSession,
    actor: Actor,
    redemption: Redemption,
    standing: Standing,
    *,
    reason: str | None,
    now: datetime,
) -> None:
    """Give back exactly what redeeming took. Everything touched is locked already."""
    redemption.canceled_at = now
    redemption.canceled_by_account_id = account_id_of(actor)
    redemption.cancel_reason = reason
    await session.flush()
    await _give_back_use(session, redemption.discount_id)
    amount_minor = redemption.discount_minor or 0
    if standing.limits.is_limited:
        await _give_back_budget(session, DiscountTemplate, redemption.template_id, amount_minor)
    if standing.campaign is not None and standing.campaign.limits.is_limited:
        await _give_back_budget(session, Campaign, standing.campaign.id, amount_minor)
    if dispute := await disputes.lock_open(session, redemption.id):
        settle(
            session, actor, dispute, decision=DisputeStatus.CONFIRMED, resolution=reason, now=now
        )


async def _give_back_use(session: AsyncSession, discount_id: int) -> None:
    last_live = (
        select(func.max(Redemption.redeemed_at))
        .where(Redemption.discount_id == discount_id, Redemption.canceled_at.is_(None))
        .scalar_subquery()
    )
    await session.execute(
        update(Discount)
        .where(Discount.id == discount_id)
        .values(used_count=Discount.used_count - 1, last_used_at=last_live)
        .execution_options(synchronize_session=False)
    )


async def _give_back_budget(
    session: AsyncSession,
    holder: type[DiscountTemplate] | type[Campaign],
    holder_id: int,
    amount_minor: int,
) -> None:
    await session.execute(
        update(holder)
        .where(holder.id == holder_id)
        .values(used_count=holder.used_count - 1, used_minor=holder.used_minor - amount_minor)
        .execution_options(synchronize_session=False)
    )
