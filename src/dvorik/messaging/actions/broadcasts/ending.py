"""How a broadcast ends: everybody had their turn, or something is wrong with it."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import events
from dvorik.kernel.actor import SYSTEM
from dvorik.messaging.events import BroadcastFinished, BroadcastPaused
from dvorik.messaging.models import Broadcast, Delivery
from dvorik.messaging.queries.broadcasts import has_unfinished
from dvorik.messaging.types import BroadcastStatus, DeliveryStatus

_STRAGGLING = timedelta(hours=1)
"""A message on its way when its broadcast was canceled may be given back until then."""


async def finish_broadcasts(session: AsyncSession, *, now: datetime) -> list[int]:
    """Complete those whose last recipient had their turn; their ids. May run at any time."""
    await _cancel_stragglers(session, now)
    done = await session.scalars(
        update(Broadcast)
        .where(Broadcast.status == BroadcastStatus.SENDING.value, ~has_unfinished(Broadcast.id))
        .values(status=BroadcastStatus.SENT.value, finished_at=now, updated_at=now)
        .returning(Broadcast.id)
        .execution_options(synchronize_session=False)
    )
    ids = list(done.all())
    for broadcast_id in ids:
        events.record(session, SYSTEM, BroadcastFinished(broadcast_id=broadcast_id))
    return ids


async def stop_broadcast(
    session: AsyncSession, *, broadcast_id: int, reason: str, now: datetime
) -> bool:
    """Pause it until a person has seen `reason`; False when it is not being sent."""
    paused = await session.scalar(
        update(Broadcast)
        .where(Broadcast.id == broadcast_id, Broadcast.status == BroadcastStatus.SENDING.value)
        .values(status=BroadcastStatus.PAUSED.value, reason=reason, updated_at=now)
        .returning(Broadcast.id)
        .execution_options(synchronize_session=False)
    )
    if paused is not None:
        events.record(session, SYSTEM, BroadcastPaused(broadcast_id=broadcast_id, reason=reason))
    return paused is not None


async def _cancel_stragglers(session: AsyncSession, now: datetime) -> None:
    canceled = select(Broadcast.id).where(
        Broadcast.status == BroadcastStatus.CANCELED.value,
        Broadcast.finished_at > now - _STRAGGLING,
    )
    await session.execute(
        update(Delivery)
        .where(Delivery.broadcast_id.in_(canceled), Delivery.status == DeliveryStatus.PENDING.value)
        .values(status=DeliveryStatus.CANCELED.value, finished_at=now)
        .execution_options(synchronize_session=False)
    )
