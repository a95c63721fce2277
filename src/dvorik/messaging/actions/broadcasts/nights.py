"""Whoever was put off until the morning, when the quiet hours are changed meanwhile."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.messaging.models import Broadcast, Delivery
from dvorik.messaging.rules.broadcasting import quiet_until
from dvorik.messaging.types import BroadcastStatus, DeliveryStatus
from dvorik.settings.schemas import ShopSettings

_UNDER_WAY = (BroadcastStatus.SENDING.value, BroadcastStatus.PAUSED.value)


async def reconsider_nights(session: AsyncSession, *, shop: ShopSettings, now: datetime) -> None:
    """Recipients who wait for their morning wait for that of the present quiet hours, or no more.

    Any number of times is once. Nobody is put off here who was due already.
    """
    groups = await session.execute(
        select(Delivery.broadcast_id, Delivery.timezone)
        .join(Broadcast, Broadcast.id == Delivery.broadcast_id)
        .where(
            Broadcast.status.in_(_UNDER_WAY),
            Broadcast.has_quiet_hours,
            *_waiting(now),
        )
        .distinct()
        .order_by(Delivery.broadcast_id, Delivery.timezone)
    )
    for broadcast_id, zone in groups.all():
        night = ZoneInfo(zone) if zone else shop.zone
        awake_at = quiet_until(now, night, shop.quiet_from, shop.quiet_until) or now
        await session.execute(
            update(Delivery)
            .where(
                Delivery.broadcast_id == broadcast_id,
                Delivery.timezone.is_not_distinct_from(zone),
                Delivery.not_before != awake_at,
                *_waiting(now),
            )
            .values(not_before=awake_at)
            .execution_options(synchronize_session=False)
        )


def _waiting(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Delivery.status == DeliveryStatus.PENDING.value, Delivery.not_before > now)
