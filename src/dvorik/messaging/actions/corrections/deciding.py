"""What people decide about messages that were sent: edit, recall, pause, go on, give up."""

from datetime import datetime
from typing import Any

from sqlalchemy import case, exists, insert, literal, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import events
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.messaging.actions.broadcasts.checking import check_content
from dvorik.messaging.errors import (
    BroadcastRefused,
    MessagesOnTheirWay,
    NothingToCorrect,
    WrongBroadcastStatus,
    WrongCorrectionStatus,
)
from dvorik.messaging.events import (
    CorrectionCanceled,
    CorrectionPaused,
    CorrectionResumed,
    CorrectionStarted,
)
from dvorik.messaging.models import Broadcast, CorrectedMessage, Correction, Delivery
from dvorik.messaging.queries import broadcasts, corrections
from dvorik.messaging.rules.correcting import (
    RECALL_WINDOW,
    Shape,
    find_edit_fault,
    part_to_edit,
)
from dvorik.messaging.schemas.broadcasts import BroadcastContent
from dvorik.messaging.schemas.corrections import CorrectionView
from dvorik.messaging.types import (
    BroadcastStatus,
    CorrectionKind,
    CorrectionReason,
    CorrectionResult,
    CorrectionStatus,
    DeliveryStatus,
    MessagePart,
    PauseReason,
)

# While it is being sent, messages that leave meanwhile would be missed: pause or cancel it first.
_PAUSED = BroadcastStatus.PAUSED.value
_CORRECTABLE = {BroadcastStatus.PAUSED, BroadcastStatus.SENT, BroadcastStatus.CANCELED}


async def recall_sent(
    session: AsyncSession, actor: Actor, *, broadcast_id: int, now: datetime
) -> CorrectionView:
    """Delete what was sent, message by message. Those of 48 hours ago stay, and are told.

    Raises `BroadcastNotFound`, `WrongBroadcastStatus`, `CorrectionAtWork`, `MessagesOnTheirWay`,
    `NothingToCorrect`.
    """
    broadcast = await _take_broadcast(session, actor, broadcast_id)
    return await _begin(session, actor, broadcast, CorrectionKind.RECALL, None, now)


async def edit_sent(
    session: AsyncSession,
    actor: Actor,
    *,
    broadcast_id: int,
    content: BroadcastContent,
    now: datetime,
) -> CorrectionView:
    """Make every message say `content`; who gets the broadcast later gets it as well. So a text
    that was refused is mended: paused, it may be edited though nobody has it yet.

    Raises as `recall_sent`, and `BroadcastRefused` for what Telegram would not take or cannot
    make of the messages that are there.
    """
    broadcast = await _take_broadcast(session, actor, broadcast_id)
    await check_content(session, actor, content, broadcast.template_id)
    before = BroadcastContent.model_validate(broadcast.content)
    fault = find_edit_fault(before.media_ids, content.media_ids)
    if fault is not None:
        raise BroadcastRefused(
            [{"pointer": "/body/content/media_ids", "code": fault.code, "name": fault.name}]
        )
    earlier = await corrections.earlier_contents(session, broadcast_id)
    part = part_to_edit([_shape(version) for version in (*earlier, before, content)])
    view = await _begin(session, actor, broadcast, CorrectionKind.EDIT, part, now)
    broadcast.content = content.model_dump(mode="json")
    broadcast.updated_at = now
    await session.flush()
    return view


async def pause_correction(
    session: AsyncSession, actor: Actor, *, broadcast_id: int, correction_id: int, now: datetime
) -> CorrectionView:
    """Raises `CorrectionNotFound`, `WrongCorrectionStatus`."""
    row = await _take(session, actor, broadcast_id, correction_id, {CorrectionStatus.RUNNING})
    reason = PauseReason.BY_PERSON.value
    events.record(
        session,
        actor,
        CorrectionPaused(broadcast_id=broadcast_id, correction_id=row.id, reason=reason),
    )
    return await _set(session, row, CorrectionStatus.PAUSED, reason, now)


async def resume_correction(
    session: AsyncSession, actor: Actor, *, broadcast_id: int, correction_id: int, now: datetime
) -> CorrectionView:
    """Raises `CorrectionNotFound`, `WrongCorrectionStatus`."""
    row = await _take(session, actor, broadcast_id, correction_id, {CorrectionStatus.PAUSED})
    events.record(
        session, actor, CorrectionResumed(broadcast_id=broadcast_id, correction_id=row.id)
    )
    return await _set(session, row, CorrectionStatus.RUNNING, None, now)


async def cancel_correction(
    session: AsyncSession, actor: Actor, *, broadcast_id: int, correction_id: int, now: datetime
) -> CorrectionView:
    """What was corrected stays so, the rest as it is.

    Raises `CorrectionNotFound`, `WrongCorrectionStatus`.
    """
    statuses = {CorrectionStatus.RUNNING, CorrectionStatus.PAUSED}
    row = await _take(session, actor, broadcast_id, correction_id, statuses)
    left = await session.scalars(
        update(CorrectedMessage)
        .where(
            CorrectedMessage.correction_id == row.id,
            CorrectedMessage.status == CorrectionResult.PENDING.value,
        )
        .values(status=CorrectionResult.CANCELED.value, finished_at=now)
        .returning(CorrectedMessage.id)
        .execution_options(synchronize_session=False)
    )
    events.record(
        session,
        actor,
        CorrectionCanceled(broadcast_id=broadcast_id, correction_id=row.id, left=len(left.all())),
    )
    row.finished_at = now
    return await _set(session, row, CorrectionStatus.CANCELED, None, now)


async def _take_broadcast(session: AsyncSession, actor: Actor, broadcast_id: int) -> Broadcast:
    actor.require(Permission.BROADCASTS_SEND)
    row = await broadcasts.lock_broadcast(session, broadcast_id)
    if BroadcastStatus(row.status) not in _CORRECTABLE:
        raise WrongBroadcastStatus(status=row.status)
    await corrections.check_nothing_is_corrected(session, broadcast_id)
    is_on_its_way = exists(
        select(literal(1)).where(
            Delivery.broadcast_id == broadcast_id,
            Delivery.status == DeliveryStatus.SENDING.value,
        )
    )
    if await session.scalar(select(is_on_its_way)):
        raise MessagesOnTheirWay
    return row


async def _begin(
    session: AsyncSession,
    actor: Actor,
    broadcast: Broadcast,
    kind: CorrectionKind,
    part: MessagePart | None,
    now: datetime,
) -> CorrectionView:
    row = Correction(
        broadcast_id=broadcast.id,
        kind=kind.value,
        part=None if part is None else part.value,
        before=broadcast.content if kind is CorrectionKind.EDIT else None,
        created_by_id=actor.id if actor.kind is ActorKind.ACCOUNT else None,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    await session.flush()
    await _lay_out(session, row, now)
    view = await corrections.describe_correction(session, row)
    is_for_the_rest = kind is CorrectionKind.EDIT and broadcast.status == _PAUSED
    if not any(view.results.values()) and not is_for_the_rest:
        raise NothingToCorrect
    events.record(
        session,
        actor,
        CorrectionStarted(
            broadcast_id=broadcast.id,
            correction_id=row.id,
            kind=row.kind,
            messages=view.results[CorrectionResult.PENDING],
        ),
    )
    return view


async def _lay_out(session: AsyncSession, row: Correction, now: datetime) -> None:
    """A row per message that was sent or may have been; those that cannot be reached say why."""
    reasons: list[tuple[Any, str]] = [
        (Delivery.message_ids.is_(None), CorrectionReason.NO_MESSAGE.value)
    ]
    if row.kind == CorrectionKind.RECALL.value:
        is_old = Delivery.finished_at <= now - RECALL_WINDOW
        reasons.append((is_old, CorrectionReason.TOO_OLD.value))
    reason = case(*reasons)
    moment = literal(now, CorrectedMessage.not_before.type)
    source = select(
        literal(row.id, CorrectedMessage.correction_id.type),
        Delivery.id,
        case(
            (reason.is_(None), CorrectionResult.PENDING.value),
            else_=CorrectionResult.FAILED.value,
        ),
        reason,
        literal(0),
        moment,
        case((reason.is_not(None), moment)),
    ).where(
        Delivery.broadcast_id == row.broadcast_id,
        Delivery.status.in_([DeliveryStatus.SENT.value, DeliveryStatus.UNKNOWN.value]),
        Delivery.recalled_at.is_(None),
    )
    columns = [
        "correction_id", "delivery_id", "status", "reason", "attempts", "not_before", "finished_at",
    ]  # fmt: skip
    await session.execute(insert(CorrectedMessage).from_select(columns, source))
    # As at the start of a broadcast: claims of so many new rows need statistics at once.
    await session.execute(text("ANALYZE corrected_message"))


async def _take(
    session: AsyncSession,
    actor: Actor,
    broadcast_id: int,
    correction_id: int,
    statuses: set[CorrectionStatus],
) -> Correction:
    actor.require(Permission.BROADCASTS_SEND)
    row = await corrections.lock_correction(session, broadcast_id, correction_id)
    if CorrectionStatus(row.status) not in statuses:
        raise WrongCorrectionStatus(status=row.status)
    return row


async def _set(
    session: AsyncSession,
    row: Correction,
    status: CorrectionStatus,
    reason: str | None,
    now: datetime,
) -> CorrectionView:
    row.status = status.value
    row.reason = reason
    row.updated_at = now
    await session.flush()
    return await corrections.describe_correction(session, row)


def _shape(content: BroadcastContent) -> Shape:
    return Shape(
        media_ids=tuple(content.media_ids),
        text=(content.text, content.has_link_preview),
        buttons=content.buttons,
    )
