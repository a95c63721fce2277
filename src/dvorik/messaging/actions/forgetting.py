"""Service messages are kept for a season, and then forgotten in small batches."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.messaging.models import OutgoingMessage
from dvorik.messaging.types import MessageStatus

KEEP_FOR = timedelta(days=90)
"""Longer than anything is repeated that one occasion must say once, and than anybody asks."""

BATCH = 1_000

_ON_THEIR_WAY = (MessageStatus.PENDING.value, MessageStatus.SENDING.value)


class Forgotten(NamedTuple):
    forgotten: int
    last_id: int | None
    """Where to go on; None at the first message that is young, or after the last of all."""


async def forget_messages(
    session: AsyncSession, *, before: datetime, after_id: int, limit: int = BATCH
) -> Forgotten:
    """Look at the next `limit` messages after `after_id`; delete those older than `before`.

    Whatever still waits stays. Walking by id needs no index of its own: ids grow with time.
    """
    rows = await session.execute(
        select(OutgoingMessage.id, OutgoingMessage.created_at)
        .where(OutgoingMessage.id > after_id)
        .order_by(OutgoingMessage.id)
        .limit(limit)
    )
    seen = rows.all()
    old = [row.id for row in seen if row.created_at < before]
    gone = await session.scalars(
        delete(OutgoingMessage)
        .where(OutgoingMessage.id.in_(old), OutgoingMessage.status.not_in(_ON_THEIR_WAY))
        .returning(OutgoingMessage.id)
        .execution_options(synchronize_session=False)
    )
    may_be_more = len(seen) == limit and len(old) == len(seen)
    return Forgotten(len(gone.all()), old[-1] if may_be_more else None)
