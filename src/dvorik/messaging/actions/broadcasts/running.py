"""What people decide about a broadcast that goes out. Each locks its row first."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import events
from dvorik.kernel.actor import Actor, Permission
from dvorik.messaging.errors import BadStart, WrongBroadcastStatus
from dvorik.messaging.events import (
    BroadcastCanceled,
    BroadcastPaused,
    BroadcastResent,
    BroadcastResumed,
    BroadcastScheduled,
)
from dvorik.messaging.models import Broadcast, Delivery
from dvorik.messaging.queries import broadcasts, corrections
from dvorik.messaging.types import BroadcastStatus, DeliveryStatus, PauseReason


async def schedule_broadcast(
    session: AsyncSession,
    actor: Actor,
    *,
    broadcast_id: int,
    scheduled_at: datetime | None,
    now: datetime,
) -> Broadcast:
    """Let it start at `scheduled_at`; None is at once. Until it starts this may be said again.

    However many say so, it starts once. Raises `BroadcastNotFound`, `WrongBroadcastStatus`,
    `BadStart` for a moment in the past.
    """
    statuses = {BroadcastStatus.DRAFT, BroadcastStatus.SCHEDULED}
    row = await _take(session, actor, broadcast_id, statuses)
    if scheduled_at is not None and scheduled_at <= now:
        raise BadStart
    if scheduled_at is None and row.scheduled_at is not None and row.scheduled_at <= now:
        # Somebody else pressed first, and it is about to start.
        raise WrongBroadcastStatus(status=row.status)
    row.status = BroadcastStatus.SCHEDULED.value
    row.scheduled_at = scheduled_at or now
    await _changed(session, row, now)
    events.record(session, actor, BroadcastScheduled(broadcast_id=row.id))
    return row


async def pause_broadcast(
    session: AsyncSession, actor: Actor, *, broadcast_id: int, now: datetime
) -> Broadcast:
    """What senders hold already, some tenths of a second's worth, still goes out.

    Raises `BroadcastNotFound`, `WrongBroadcastStatus`.
    """
    row = await _take(session, actor, broadcast_id, {BroadcastStatus.SENDING})
    row.status = BroadcastStatus.PAUSED.value
    row.reason = PauseReason.BY_PERSON.value
    await _changed(session, row, now)
    events.record(session, actor, BroadcastPaused(broadcast_id=row.id, reason=row.reason))
    return row


async def resume_broadcast(
    session: AsyncSession, actor: Actor, *, broadcast_id: int, now: datetime
) -> Broadcast:
    """Raises `BroadcastNotFound`, `WrongBroadcastStatus`, `CorrectionAtWork`."""
    row = await _take(session, actor, broadcast_id, {BroadcastStatus.PAUSED})
    await corrections.check_nothing_is_corrected(session, broadcast_id)
    row.status = BroadcastStatus.SENDING.value
    row.reason = None
    await _changed(session, row, now)
    events.record(session, actor, BroadcastResumed(broadcast_id=row.id))
    return row


async def cancel_broadcast(
    session: AsyncSession, actor: Actor, *, broadcast_id: int, now: datetime
) -> Broadcast:
    """Nobody gets it any more; who has it keeps it.

    Raises `BroadcastNotFound`, `WrongBroadcastStatus`.
    """
    statuses = {BroadcastStatus.SCHEDULED, BroadcastStatus.SENDING, BroadcastStatus.PAUSED}
    row = await _take(session, actor, broadcast_id, statuses)
    row.status = BroadcastStatus.CANCELED.value
    row.reason = None
    row.finished_at = now
    await _changed(session, row, now)
    left = await session.scalars(
        update(Delivery)
        .where(Delivery.broadcast_id == row.id, Delivery.status == DeliveryStatus.PENDING.value)
        .values(status=DeliveryStatus.CANCELED.value, finished_at=now)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    unsent = len(left.all())
    events.record(session, actor, BroadcastCanceled(broadcast_id=row.id, unsent=unsent))
    return row


async def resend_unknown(
    session: AsyncSession, actor: Actor, *, broadcast_id: int, now: datetime
) -> Broadcast:
    """Send again to those whom it may or may not have reached; some will have it twice.

    Raises `BroadcastNotFound`, `WrongBroadcastStatus`, `CorrectionAtWork`.
    """
    statuses = {BroadcastStatus.SENDING, BroadcastStatus.PAUSED, BroadcastStatus.SENT}
    row = await _take(session, actor, broadcast_id, statuses)
    await corrections.check_nothing_is_corrected(session, broadcast_id)
    again = await session.scalars(
        update(Delivery)
        .where(Delivery.broadcast_id == row.id, Delivery.status == DeliveryStatus.UNKNOWN.value)
        .values(
            status=DeliveryStatus.PENDING.value,
            reason=None,
            leased_until=None,
            not_before=now,
            finished_at=None,
        )
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    recipients = len(again.all())
    if recipients:
        row.status = BroadcastStatus.SENDING.value
        row.reason = row.finished_at = None
        await _changed(session, row, now)
        events.record(session, actor, BroadcastResent(broadcast_id=row.id, recipients=recipients))
    return row


async def _take(
    session: AsyncSession, actor: Actor, broadcast_id: int, statuses: set[BroadcastStatus]
) -> Broadcast:
    actor.require(Permission.BROADCASTS_SEND)
    row = await broadcasts.lock_broadcast(session, broadcast_id)
    if BroadcastStatus(row.status) not in statuses:
        raise WrongBroadcastStatus(status=row.status)
    return row


async def _changed(session: AsyncSession, row: Broadcast, now: datetime) -> None:
    row.updated_at = now
    await session.flush()
