"""The way of one correction: claimed and committed, asked of Telegram, recorded.

Other than a message, an edit and a deletion may be asked for twice: the second time Telegram says
that nothing is to be done. So a lease that runs out goes back to be tried again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, literal, literal_column, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import actions as clients
from dvorik.kernel import events
from dvorik.kernel.actor import SYSTEM
from dvorik.messaging.events import CorrectionFinished, CorrectionPaused
from dvorik.messaging.models import CorrectedMessage, Correction, Delivery
from dvorik.messaging.queries.addressing import values_of
from dvorik.messaging.schemas.broadcasts import ClaimedDelivery
from dvorik.messaging.schemas.corrections import ClaimedCorrection, CorrectionOutcome
from dvorik.messaging.types import CorrectionReason, CorrectionResult, CorrectionStatus
from dvorik.settings.schemas import ShopSettings

LEASE = timedelta(seconds=20)
"""Longer than a slot booked ahead and the longest request together."""

MAX_ATTEMPTS = 5
"""Tries whose end nobody heard, after which a message is left alone as `unknown`."""

RETRY_AFTER = timedelta(seconds=5)

_STRAGGLING = timedelta(hours=1)
"""What was on its way when its correction was canceled may be given back until then."""

# Written into the statements: a plan for any status could not use an index of one.
_PENDING: ColumnElement[str] = literal_column(f"'{CorrectionResult.PENDING}'")
_SENDING: ColumnElement[str] = literal_column(f"'{CorrectionResult.SENDING}'")

# One statement for the whole batch; the lease names the claim, as with deliveries.
_RECORD = text("""
    WITH came AS (
        SELECT * FROM unnest(
            CAST(:ids AS bigint[]), CAST(:leases AS timestamptz[]),
            CAST(:results AS varchar[]), CAST(:reasons AS varchar[])
        ) AS came (id, lease, result, reason)
    ), kept AS (
        UPDATE corrected_message AS message SET
            status = CASE
                WHEN came.result = 'unknown' AND message.attempts + 1 < :max_attempts THEN 'pending'
                ELSE came.result END,
            reason = came.reason,
            attempts = message.attempts + CAST(came.result = 'unknown' AS integer),
            not_before = CASE
                WHEN came.result = 'unknown' THEN CAST(:retry_at AS timestamptz)
                ELSE message.not_before END,
            finished_at = CASE
                WHEN came.result = 'pending' THEN NULL
                WHEN came.result = 'unknown' AND message.attempts + 1 < :max_attempts THEN NULL
                ELSE CAST(:now AS timestamptz) END
        FROM came
        WHERE message.id = came.id AND message.leased_until = came.lease
        RETURNING message.delivery_id, message.correction_id, message.status
    )
    UPDATE delivery SET
        edited_at = CASE
            WHEN correction.kind = 'edit' THEN CAST(:now AS timestamptz) ELSE edited_at END,
        recalled_at = CASE
            WHEN correction.kind = 'recall' THEN CAST(:now AS timestamptz) ELSE recalled_at END
    FROM kept JOIN correction ON correction.id = kept.correction_id
    WHERE delivery.id = kept.delivery_id AND kept.status = 'done'
""")


async def claim_corrections(
    session: AsyncSession,
    *,
    correction_id: int,
    fields: set[str],
    limit: int,
    shop: ShopSettings,
    now: datetime,
) -> list[ClaimedCorrection]:
    """Lease up to `limit` messages that are due, with the values of `fields`.

    None when the correction is not running any more. Commit before asking Telegram.
    """
    is_running = (
        select(Correction.id)
        .where(Correction.id == correction_id, Correction.status == CorrectionStatus.RUNNING.value)
        .exists()
    )
    due = (
        select(CorrectedMessage.id)
        .where(
            CorrectedMessage.correction_id == correction_id,
            CorrectedMessage.status == _PENDING,
            CorrectedMessage.not_before <= now,
            is_running,
        )
        .order_by(CorrectedMessage.not_before)
        .limit(limit)
        .with_for_update(of=CorrectedMessage, skip_locked=True)
        .cte("due")
    )
    lease = now + LEASE
    claimed = (
        await session.execute(
            update(CorrectedMessage)
            .where(CorrectedMessage.id == due.c.id)
            .values(status=CorrectionResult.SENDING.value, leased_until=lease)
            .returning(CorrectedMessage.id, CorrectedMessage.delivery_id)
            .execution_options(synchronize_session=False)
        )
    ).all()
    places = {row.delivery_id: row.id for row in claimed}
    rows = (await session.scalars(select(Delivery).where(Delivery.id.in_(places)))).all()
    values = await values_of(session, rows, fields, shop)
    return [_claimed(places[row.id], row, lease, values[row.id]) for row in rows]


async def record_corrections(
    session: AsyncSession,
    outcomes: Sequence[tuple[ClaimedCorrection, CorrectionOutcome]],
    *,
    now: datetime,
) -> None:
    """Write down what came of these claims, and mark who blocked the bot."""
    await session.execute(
        _RECORD,
        {
            "ids": [claimed.id for claimed, _ in outcomes],
            "leases": [claimed.delivery.lease for claimed, _ in outcomes],
            "results": [outcome.result.value for _, outcome in outcomes],
            "reasons": [outcome.reason for _, outcome in outcomes],
            "max_attempts": MAX_ATTEMPTS,
            "retry_at": now + RETRY_AFTER,
            "now": now,
        },
    )
    for claimed, outcome in outcomes:
        if outcome.is_blocked:
            await clients.mark_bot_blocked(
                session, telegram_id=claimed.delivery.chat_id, is_blocked=True, now=now
            )


async def release_expired_corrections(session: AsyncSession, *, now: datetime) -> None:
    """Give back what a sender never came back with: asking again does no harm."""
    is_last = CorrectedMessage.attempts + 1 >= MAX_ATTEMPTS
    await session.execute(
        update(CorrectedMessage)
        .where(CorrectedMessage.status == _SENDING, CorrectedMessage.leased_until < now)
        .values(
            status=case(
                (is_last, CorrectionResult.UNKNOWN.value), else_=CorrectionResult.PENDING.value
            ),
            attempts=CorrectedMessage.attempts + 1,
            reason=case((is_last, CorrectionReason.NO_ANSWER.value)),
            finished_at=case((is_last, now)),
        )
        .execution_options(synchronize_session=False)
    )


async def finish_corrections(session: AsyncSession, *, now: datetime) -> None:
    """Complete those whose last message had its turn. May run at any time."""
    canceled = select(Correction.id).where(
        Correction.status == CorrectionStatus.CANCELED.value,
        Correction.finished_at > now - _STRAGGLING,
    )
    await session.execute(
        update(CorrectedMessage)
        .where(CorrectedMessage.correction_id.in_(canceled), CorrectedMessage.status == _PENDING)
        .values(status=CorrectionResult.CANCELED.value, finished_at=now)
        .execution_options(synchronize_session=False)
    )
    is_unfinished = (
        select(literal(1))
        .where(
            CorrectedMessage.correction_id == Correction.id,
            CorrectedMessage.status.in_(
                [CorrectionResult.PENDING.value, CorrectionResult.SENDING.value]
            ),
        )
        .exists()
    )
    done = await session.execute(
        update(Correction)
        .where(Correction.status == CorrectionStatus.RUNNING.value, ~is_unfinished)
        .values(status=CorrectionStatus.DONE.value, finished_at=now, updated_at=now)
        .returning(Correction.id, Correction.broadcast_id)
        .execution_options(synchronize_session=False)
    )
    for row in done.all():
        events.record(
            session,
            SYSTEM,
            CorrectionFinished(broadcast_id=row.broadcast_id, correction_id=row.id),
        )


async def stop_correction(
    session: AsyncSession, *, correction_id: int, reason: str, now: datetime
) -> None:
    """Pause it until a person has seen `reason`, if it is running."""
    broadcast_id = await session.scalar(
        update(Correction)
        .where(Correction.id == correction_id, Correction.status == CorrectionStatus.RUNNING.value)
        .values(status=CorrectionStatus.PAUSED.value, reason=reason, updated_at=now)
        .returning(Correction.broadcast_id)
        .execution_options(synchronize_session=False)
    )
    if broadcast_id is not None:
        events.record(
            session,
            SYSTEM,
            CorrectionPaused(broadcast_id=broadcast_id, correction_id=correction_id, reason=reason),
        )


def _claimed(
    message_id: int, row: Any, lease: datetime, values: dict[str, str]
) -> ClaimedCorrection:
    return ClaimedCorrection(
        id=message_id,
        delivery=ClaimedDelivery(
            id=row.id,
            broadcast_id=row.broadcast_id,
            chat_id=row.chat_id,
            lease=lease,
            values=values,
        ),
        message_ids=tuple(row.message_ids),
        sent_at=row.finished_at,
    )
