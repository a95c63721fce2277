"""Broadcasts that stand still until a person looks at them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.messaging.models import Broadcast
from dvorik.messaging.types import BroadcastStatus

_FAILED_FOR = timedelta(days=7)
"""How long one that could not start is worth being told of."""

_MAX_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Stopped:
    id: int
    title: str
    is_failed: bool
    since: datetime


async def list_stopped(session: AsyncSession, *, now: datetime) -> list[Stopped]:
    """Paused ones, and those that lately could not start. Test data is left out; newest first."""
    has_failed = and_(
        Broadcast.status == BroadcastStatus.ERROR.value, Broadcast.updated_at > now - _FAILED_FOR
    )
    rows = await session.scalars(
        select(Broadcast)
        .where(
            Broadcast.test_of_id.is_(None),
            Broadcast.deleted_at.is_(None),
            ~Broadcast.is_test,
            or_(Broadcast.status == BroadcastStatus.PAUSED.value, has_failed),
        )
        .order_by(Broadcast.updated_at.desc(), Broadcast.id.desc())
        .limit(_MAX_SHOWN)
    )
    return [
        Stopped(row.id, row.title, row.status == BroadcastStatus.ERROR.value, row.updated_at)
        for row in rows
    ]
