"""A client says "that was not me"; somebody decides."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import events
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.loyalty.actions.canceling import cancel_for, lock_redemption
from dvorik.loyalty.actions.settling import settle
from dvorik.loyalty.errors import DisputeResolved, RedemptionCanceled, RedemptionNotFound
from dvorik.loyalty.events import DisputeOpened
from dvorik.loyalty.models import Dispute
from dvorik.loyalty.queries import disputes, redemptions
from dvorik.loyalty.types import DisputeStatus


async def open_dispute(
    session: AsyncSession, actor: Actor, *, redemption_id: int, now: datetime
) -> tuple[Dispute, bool]:
    """The client's dispute about a redemption, and whether this call opened it. Once only.

    Raises `RedemptionNotFound` when it is not about a code of theirs, `RedemptionCanceled` when
    it has been taken back already.
    """
    redemption = await redemptions.get_redemption(session, redemption_id)
    if (actor.kind, actor.id) != (ActorKind.CLIENT, redemption.client_id):
        raise RedemptionNotFound(redemption_id=redemption_id)
    # Somebody may be taking it back right now.
    await lock_redemption(session, actor, redemption)
    if known := await disputes.find_dispute(session, redemption_id):
        return known, False
    if redemption.canceled_at is not None:
        raise RedemptionCanceled(redemption_id=redemption_id)
    opened = Dispute(
        redemption_id=redemption_id,
        client_id=redemption.client_id,
        status=DisputeStatus.OPEN.value,
        opened_at=now,
    )
    session.add(opened)
    await session.flush()
    event = DisputeOpened(
        dispute_id=opened.id, redemption_id=redemption_id, client_id=redemption.client_id
    )
    events.record(session, actor, event)
    return opened, True


async def resolve_dispute(
    session: AsyncSession,
    actor: Actor,
    *,
    dispute_id: int,
    is_confirmed: bool,
    resolution: str | None,
    reason: str,
    now: datetime,
) -> Dispute:
    """Decide. Confirming takes the redemption back, with `reason`; rejecting leaves it.

    The same decision twice is like once. Raises `DisputeNotFound`, `DisputeResolved` when it was
    decided the other way, and `RedemptionCanceled` when there is nothing left to reject: whatever
    was taken has been given back, so the client was right to ask.
    """
    actor.require(Permission.DISPUTES_RESOLVE)
    dispute = await disputes.get_dispute(session, dispute_id)
    redemption = await redemptions.get_redemption(session, dispute.redemption_id)
    await lock_redemption(session, actor, redemption)
    await session.refresh(dispute, with_for_update=True)
    decision = DisputeStatus.CONFIRMED if is_confirmed else DisputeStatus.REJECTED
    if dispute.status == decision.value:
        return dispute
    if dispute.status != DisputeStatus.OPEN.value:
        raise DisputeResolved(status=dispute.status)
    if not is_confirmed and redemption.canceled_at is not None:
        raise RedemptionCanceled(redemption_id=redemption.id)
    settle(session, actor, dispute, decision=decision, resolution=resolution, now=now)
    if is_confirmed:
        await session.flush()
        await cancel_for(session, actor, redemption_id=redemption.id, reason=reason, now=now)
    return dispute
