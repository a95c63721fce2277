"""A client says "that was not me"; somebody decides."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import events
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.loyalty.actions.canceling import cancel_for
from dvorik.loyalty.actions.inspecting import account_id_of
from dvorik.loyalty.errors import DisputeResolved, RedemptionCanceled, RedemptionNotFound
from dvorik.loyalty.events import DisputeOpened, DisputeSettled
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
    if known := await disputes.find_dispute(session, redemption_id):
        return known, False
    if redemption.canceled_at is not None:
        raise RedemptionCanceled(redemption_id=redemption_id)
    opened: Dispute | None = await session.scalar(
        insert(Dispute)
        .values(
            redemption_id=redemption_id,
            client_id=redemption.client_id,
            status=DisputeStatus.OPEN.value,
            opened_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Dispute.redemption_id])
        .returning(Dispute)
    )
    if opened is None:
        return await disputes.get_of_redemption(session, redemption_id), False
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
    resolution: str,
    now: datetime,
) -> Dispute:
    """Decide. Confirming takes the redemption back; rejecting leaves it.

    The same decision twice is like once. Raises `DisputeNotFound`, and `DisputeResolved` when it
    was decided the other way.
    """
    actor.require(Permission.DISPUTES_RESOLVE)
    dispute = await disputes.lock_dispute(session, dispute_id)
    decision = DisputeStatus.CONFIRMED if is_confirmed else DisputeStatus.REJECTED
    if dispute.status == decision.value:
        return dispute
    if dispute.status != DisputeStatus.OPEN.value:
        raise DisputeResolved(status=dispute.status)
    if is_confirmed:
        await cancel_for(
            session, actor, redemption_id=dispute.redemption_id, reason=resolution, now=now
        )
    dispute.status = decision.value
    dispute.resolved_at = now
    dispute.resolved_by_id = account_id_of(actor)
    dispute.resolution = resolution
    event = DisputeSettled(
        dispute_id=dispute_id,
        redemption_id=dispute.redemption_id,
        client_id=dispute.client_id,
        status=decision.value,
    )
    events.record(session, actor, event)
    return dispute
