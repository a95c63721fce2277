"""Corrections of what was sent: lists, counters, what is being carried."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries as clients
from dvorik.kernel.paging import Slice
from dvorik.messaging.errors import CorrectionAtWork, CorrectionNotFound
from dvorik.messaging.models import Broadcast, CorrectedMessage, Correction, Delivery
from dvorik.messaging.queries.broadcasts import get_broadcast
from dvorik.messaging.schemas.broadcasts import BroadcastContent
from dvorik.messaging.schemas.corrections import (
    CorrectedFilter,
    CorrectedView,
    CorrectionList,
    CorrectionView,
    RunningCorrection,
)
from dvorik.messaging.types import (
    CorrectionKind,
    CorrectionResult,
    CorrectionStatus,
    MessagePart,
)

_AT_WORK = [CorrectionStatus.RUNNING.value, CorrectionStatus.PAUSED.value]


async def lock_correction(
    session: AsyncSession, broadcast_id: int, correction_id: int
) -> Correction:
    """As it is now, locked until the transaction ends. Raises `CorrectionNotFound`."""
    found = await session.get(
        Correction, correction_id, with_for_update=True, populate_existing=True
    )
    if found is None or found.broadcast_id != broadcast_id:
        raise CorrectionNotFound(correction_id=correction_id)
    return found


async def check_nothing_is_corrected(session: AsyncSession, broadcast_id: int) -> None:
    """Raises `CorrectionAtWork`. Meant for whoever has locked the broadcast."""
    found = await session.scalar(
        select(Correction.id).where(
            Correction.broadcast_id == broadcast_id, Correction.status.in_(_AT_WORK)
        )
    )
    if found is not None:
        raise CorrectionAtWork(correction_id=found)


async def list_corrections(session: AsyncSession, broadcast_id: int) -> CorrectionList:
    """Raises `BroadcastNotFound`."""
    await get_broadcast(session, broadcast_id)
    rows = await session.scalars(
        select(Correction)
        .where(Correction.broadcast_id == broadcast_id)
        .order_by(Correction.id.desc())
    )
    return CorrectionList(items=[await describe_correction(session, row) for row in rows.all()])


async def describe_correction(session: AsyncSession, row: Correction) -> CorrectionView:
    counted = await session.execute(
        select(CorrectedMessage.status, CorrectedMessage.reason, func.count())
        .where(CorrectedMessage.correction_id == row.id)
        .group_by(CorrectedMessage.status, CorrectedMessage.reason)
    )
    results = dict.fromkeys(CorrectionResult, 0)
    reasons: dict[str, int] = {}
    for status, reason, number in counted:
        results[CorrectionResult(status)] += number
        if reason is not None:
            reasons[reason] = reasons.get(reason, 0) + number
    return CorrectionView(
        id=row.id,
        broadcast_id=row.broadcast_id,
        kind=CorrectionKind(row.kind),
        status=CorrectionStatus(row.status),
        reason=row.reason,
        results=results,
        reasons=reasons,
        created_by_id=row.created_by_id,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


async def list_corrected(
    session: AsyncSession, broadcast_id: int, correction_id: int, wanted: CorrectedFilter
) -> Slice[CorrectedView]:
    """Newest first. Raises `BroadcastNotFound`, `CorrectionNotFound`."""
    await get_broadcast(session, broadcast_id)
    correction = await session.get(Correction, correction_id)
    if correction is None or correction.broadcast_id != broadcast_id:
        raise CorrectionNotFound(correction_id=correction_id)
    statement = (
        select(CorrectedMessage, Delivery.client_id)
        .join(Delivery, Delivery.id == CorrectedMessage.delivery_id)
        .where(CorrectedMessage.correction_id == correction_id)
    )
    if wanted.result is not None:
        statement = statement.where(CorrectedMessage.status == wanted.result.value)
    if wanted.reason is not None:
        statement = statement.where(CorrectedMessage.reason == wanted.reason)
    if wanted.before_id is not None:
        statement = statement.where(CorrectedMessage.id < wanted.before_id)
    rows = (
        await session.execute(
            statement.order_by(CorrectedMessage.id.desc()).limit(wanted.limit + 1)
        )
    ).all()
    shown = rows[: wanted.limit]
    names = await clients.names_of(session, [client_id for _, client_id in shown])
    return Slice(
        items=[_corrected(row, client_id, names) for row, client_id in shown],
        next_before_id=shown[-1][0].id if len(rows) > wanted.limit else None,
    )


def _corrected(row: CorrectedMessage, client_id: int, names: dict[int, str]) -> CorrectedView:
    return CorrectedView(
        id=row.id,
        client_id=client_id,
        name=names[client_id],
        result=CorrectionResult(row.status),
        reason=row.reason,
        finished_at=row.finished_at,
    )


async def earlier_contents(session: AsyncSession, broadcast_id: int) -> Sequence[BroadcastContent]:
    """What the broadcast said before each of its edits, oldest first."""
    rows = await session.scalars(
        select(Correction.before)
        .where(Correction.broadcast_id == broadcast_id, Correction.before.is_not(None))
        .order_by(Correction.id)
    )
    return [BroadcastContent.model_validate(row) for row in rows]


async def list_running_corrections(session: AsyncSession) -> list[RunningCorrection]:
    """What is being corrected now, oldest first."""
    rows = await session.execute(
        select(Correction.id, Correction.kind, Correction.part, Broadcast.content)
        .join(Broadcast, Broadcast.id == Correction.broadcast_id)
        .where(Correction.status == CorrectionStatus.RUNNING.value)
        .order_by(Correction.id)
    )
    return [
        RunningCorrection(
            id=row.id,
            kind=CorrectionKind(row.kind),
            part=None if row.part is None else MessagePart(row.part),
            content=BroadcastContent.model_validate(row.content),
        )
        for row in rows
    ]
