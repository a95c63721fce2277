"""The way of one message to one recipient: claimed and committed, sent, recorded.

The Bot API knows no idempotency, so a message whose sender died is `unknown` and stays so:
nobody gets marketing twice because a process did not live to say that it had sent it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import actions as clients
from dvorik.kernel.hot_statements import HotStatement
from dvorik.messaging.actions.broadcasts.ending import stop_broadcast
from dvorik.messaging.actions.broadcasts.sparing import spare_unwilling
from dvorik.messaging.models import Broadcast, Delivery
from dvorik.messaging.queries.addressing import values_of
from dvorik.messaging.rules.broadcasting import PROBED, common_error
from dvorik.messaging.schemas.broadcasts import ClaimedDelivery, DeliveryOutcome
from dvorik.messaging.types import BroadcastStatus, DeliveryStatus, PauseReason
from dvorik.settings.schemas import ShopSettings

LEASE = timedelta(seconds=20)
"""Longer than a slot booked ahead and the longest request together."""

NO_ANSWER = "no_answer"

# Written into the statement: a plan for any status could not use an index of one.
_PENDING: ColumnElement[str] = literal_column(f"'{DeliveryStatus.PENDING}'")
_SENDING: ColumnElement[str] = literal_column(f"'{DeliveryStatus.SENDING}'")

_ERRORS = {DeliveryStatus.FAILED, DeliveryStatus.UNKNOWN}
_ENDED = [*_ERRORS, DeliveryStatus.SENT, DeliveryStatus.BLOCKED]

# One statement for the whole batch. The lease names the claim: whoever comes late, after the row
# went to somebody else, changes nothing; nor does silence after the person has pressed a button.
_RECORD = HotStatement(
    text("""
    UPDATE delivery SET
        status = came.status,
        reason = came.reason,
        message_ids = CAST(came.message_ids AS bigint[]),
        finished_at = CASE WHEN came.status = 'pending' THEN NULL ELSE CAST(:now AS timestamptz) END
    FROM unnest(
        CAST(:ids AS bigint[]), CAST(:leases AS timestamptz[]), CAST(:statuses AS varchar[]),
        CAST(:reasons AS varchar[]), CAST(:message_ids AS varchar[])
    ) AS came (id, lease, status, reason, message_ids)
    WHERE delivery.id = came.id AND delivery.leased_until = came.lease
        AND (delivery.status <> 'sent' OR came.status = 'sent')
""")
)


async def claim_deliveries(
    session: AsyncSession,
    *,
    broadcast_id: int,
    fields: set[str],
    limit: int,
    shop: ShopSettings,
    now: datetime,
    version: int | None = None,
    asleep: Collection[str | None] = (),
) -> list[ClaimedDelivery]:
    """Lease up to `limit` recipients who are due, with the values of `fields`. Those who live in
    zones that are `asleep` are left alone; `defer_asleep` first, if there may be many.

    Nobody when the broadcast is not being sent any more, or was edited since its text was read, as
    `version` tells. Who has said no since the audience was
    frozen is left out. Commit before sending.
    """
    is_sent_now = (
        select(Broadcast.id)
        .where(
            Broadcast.id == broadcast_id,
            *([] if version is None else [Broadcast.version == version]),
            Broadcast.status == BroadcastStatus.SENDING.value,
        )
        .exists()
    )
    due = (
        select(Delivery.id)
        .where(
            Delivery.broadcast_id == broadcast_id,
            Delivery.status == _PENDING,
            Delivery.not_before <= now,
            is_sent_now,
            *_awake(asleep),
        )
        .order_by(Delivery.not_before)
        .limit(limit)
        .with_for_update(of=Delivery, skip_locked=True)
        # In a CTE the selection runs once; as a subquery a plan may run it per row and take more.
        .cte("due")
    )
    topic = select(Broadcast.topic).where(Broadcast.id == broadcast_id).scalar_subquery()
    lease = now + LEASE
    rows = (
        await session.execute(
            update(Delivery)
            .where(Delivery.id == due.c.id)
            .values(status=DeliveryStatus.SENDING.value, leased_until=lease)
            .returning(
                Delivery.id,
                Delivery.client_id,
                Delivery.chat_id,
                Delivery.discount_id,
                topic.label("topic"),
            )
            .execution_options(synchronize_session=False)
        )
    ).all()
    rows = await spare_unwilling(session, rows, now=now)
    values = await values_of(session, rows, fields, shop)
    return [
        ClaimedDelivery(
            id=row.id,
            broadcast_id=broadcast_id,
            chat_id=row.chat_id,
            lease=lease,
            values=values[row.id],
        )
        for row in rows
    ]


async def defer_asleep(
    session: AsyncSession, *, broadcast_id: int, zone: str | None, until: datetime, now: datetime
) -> None:
    """Put off everybody in `zone` who is due. A claim would have to step over each of them."""
    await session.execute(
        update(Delivery)
        .where(
            Delivery.broadcast_id == broadcast_id,
            Delivery.status == _PENDING,
            Delivery.not_before <= now,
            Delivery.timezone.is_not_distinct_from(zone),
        )
        .values(not_before=until)
        .execution_options(synchronize_session=False)
    )


async def record_deliveries(
    session: AsyncSession,
    outcomes: Sequence[tuple[ClaimedDelivery, DeliveryOutcome]],
    *,
    now: datetime,
) -> None:
    """Write down what came of these claims, mark who blocked the bot, and stop a broadcast whose
    first recipients meet the same error."""
    await _RECORD.fetch_row(session, {**_columns(outcomes), "now": now})
    for claimed, outcome in outcomes:
        if outcome.status is DeliveryStatus.BLOCKED:
            await clients.mark_bot_blocked(
                session, telegram_id=claimed.chat_id, is_blocked=True, now=now
            )
    suspects = {claimed.broadcast_id for claimed, outcome in outcomes if outcome.status in _ERRORS}
    for broadcast_id in suspects:
        await _stop_if_all_fail(session, broadcast_id, now)


async def release_expired(session: AsyncSession, *, now: datetime) -> None:
    """Messages whose sender never came back: nobody knows whether they arrived."""
    await session.execute(
        update(Delivery)
        .where(Delivery.status == _SENDING, Delivery.leased_until < now)
        .values(status=DeliveryStatus.UNKNOWN.value, reason=NO_ANSWER, finished_at=now)
        .execution_options(synchronize_session=False)
    )


def _awake(asleep: Collection[str | None]) -> list[ColumnElement[bool]]:
    """Nothing by day, so that the statement and its plan stay the same."""
    awake: list[ColumnElement[bool]] = []
    if None in asleep:
        awake.append(Delivery.timezone.is_not(None))
    if named := sorted(zone for zone in asleep if zone is not None):
        awake.append(or_(Delivery.timezone.is_(None), Delivery.timezone.not_in(named)))
    return awake


def _columns(
    outcomes: Sequence[tuple[ClaimedDelivery, DeliveryOutcome]],
) -> dict[str, list[Any]]:
    return {
        "ids": [claimed.id for claimed, _ in outcomes],
        "leases": [claimed.lease for claimed, _ in outcomes],
        "statuses": [outcome.status.value for _, outcome in outcomes],
        "reasons": [outcome.reason for _, outcome in outcomes],
        "message_ids": [_array(outcome.message_ids) for _, outcome in outcomes],
    }


def _array(numbers: Sequence[int]) -> str | None:
    """PostgreSQL's text of an array; arrays of arrays it would not unnest one by one."""
    return "{" + ",".join(map(str, numbers)) + "}" if numbers else None


async def _stop_if_all_fail(session: AsyncSession, broadcast_id: int, now: datetime) -> None:
    # No more than can matter: this is asked after each batch that has an error in it.
    probe = (
        select(Delivery.status, Delivery.reason)
        .where(Delivery.broadcast_id == broadcast_id, Delivery.status.in_(_ENDED))
        .limit(2 * PROBED + 1)
        .subquery()
    )
    rows = await session.execute(
        select(probe.c.status, probe.c.reason, func.count()).group_by(
            probe.c.status, probe.c.reason
        )
    )
    counted = rows.all()
    failed = {reason or "": number for status, reason, number in counted if status in _ERRORS}
    reason = common_error(failed, sum(number for _, _, number in counted))
    if reason is not None:
        plain = f"{PauseReason.SAME_ERRORS}: {reason}"
        await stop_broadcast(session, broadcast_id=broadcast_id, reason=plain, now=now)
