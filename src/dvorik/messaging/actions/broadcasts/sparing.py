"""Nobody is sent what they have said no to, also when they said it after the start."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.types import Topic
from dvorik.messaging.models import Delivery
from dvorik.messaging.queries.addressing import reasons_to_spare
from dvorik.messaging.types import DeliveryStatus


async def spare_unwilling(
    session: AsyncSession, rows: Sequence[Row[Any]], *, now: datetime
) -> Sequence[Row[Any]]:
    """Of `rows` (id, client_id, topic) of one broadcast those who want it still.

    The others' deliveries are closed, with the reason.
    """
    if not rows:
        return rows
    topic = Topic(rows[0].topic)
    spared = await reasons_to_spare(session, topic, (row.client_id for row in rows))
    reasons = {row.id: spared[row.client_id] for row in rows if row.client_id in spared}
    for delivery_id, reason in reasons.items():
        await session.execute(
            update(Delivery)
            .where(Delivery.id == delivery_id)
            .values(
                status=DeliveryStatus.SKIPPED.value,
                reason=reason.value,
                leased_until=None,
                finished_at=now,
            )
            .execution_options(synchronize_session=False)
        )
    return [row for row in rows if row.id not in reasons]
