"""The way of one message: claimed and committed, sent without a transaction, recorded.

A message whose sender died in between is `unknown`: it may have arrived. Service messages are
sent once more then (a receipt twice is better than none); after that they stay unknown until a
person decides.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import case, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import actions as clients
from dvorik.clients.types import Topic
from dvorik.messaging.models import OutgoingMessage
from dvorik.messaging.queries.addressing import reasons_to_spare
from dvorik.messaging.schemas import Claimed, Outcome
from dvorik.messaging.texts import TEXTS
from dvorik.messaging.types import Channel, MessageStatus

LEASE = timedelta(seconds=60)
"""Longer than a claimed batch takes: permits of a second or two, then a request of 10 to 20 s."""

MAX_ATTEMPTS = 2
"""Tries that may have reached the person."""

AGAIN_AFTER = timedelta(seconds=15)

GIVE_UP_AFTER = timedelta(days=1)
"""A message that could not leave for so long says nothing useful any more."""

NO_ANSWER = "no_answer"


async def free_expired(session: AsyncSession, *, now: datetime) -> None:
    """Decide about messages whose sender never came back: once more, or unknown for good."""
    may_go_again = OutgoingMessage.attempts < MAX_ATTEMPTS
    await session.execute(
        update(OutgoingMessage)
        .where(
            OutgoingMessage.status == MessageStatus.SENDING.value,
            OutgoingMessage.leased_until < now,
        )
        .values(
            status=case(
                (may_go_again, MessageStatus.PENDING.value), else_=MessageStatus.UNKNOWN.value
            ),
            leased_until=None,
            error=NO_ANSWER,
        )
        .execution_options(synchronize_session=False)
    )


async def claim_messages(
    session: AsyncSession, channel: Channel, *, limit: int, now: datetime
) -> list[Claimed]:
    """Lease up to `limit` due messages of `channel`, oldest first. Commit before sending.

    Those that nobody wants to hear any more are closed on the way; none is left when none is due.
    """
    while leased := await _lease(session, channel, limit, now):
        spared = await _spare_unwilling(session, leased)
        if claimed := [_claimed(row, now + LEASE) for row in leased if row.id not in spared]:
            return claimed
    return []


async def _lease(
    session: AsyncSession, channel: Channel, limit: int, now: datetime
) -> list[OutgoingMessage]:
    due = (
        select(OutgoingMessage.id)
        .where(
            OutgoingMessage.status == MessageStatus.PENDING.value,
            OutgoingMessage.channel == channel.value,
            OutgoingMessage.not_before <= now,
        )
        .order_by(OutgoingMessage.not_before, OutgoingMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        # In a CTE the selection runs once; as a subquery a plan may run it per row and take more.
        .cte("due")
    )
    rows = await session.scalars(
        update(OutgoingMessage)
        .where(OutgoingMessage.id.in_(select(due.c.id)))
        .values(
            status=MessageStatus.SENDING.value,
            leased_until=now + LEASE,
            attempts=OutgoingMessage.attempts + 1,
        )
        .returning(OutgoingMessage)
        .execution_options(synchronize_session=False)
    )
    return sorted(rows, key=lambda row: row.id)


async def _spare_unwilling(session: AsyncSession, rows: Sequence[OutgoingMessage]) -> set[int]:
    """Close what their client has said no to since it was written; the ids of those."""
    spared = set()
    for topic in {row.topic for row in rows if row.topic is not None}:
        unasked = [row for row in rows if row.topic == topic]
        people = (row.client_id for row in unasked if row.client_id is not None)
        reasons = await reasons_to_spare(session, Topic(topic), people)
        for row in unasked:
            if reason := reasons.get(row.client_id or 0):
                row.status, row.error = MessageStatus.FAILED.value, reason.value
                row.leased_until = None
                row.attempts -= 1
                spared.add(row.id)
    await session.flush()
    return spared


async def record_outcome(
    session: AsyncSession, message: Claimed, outcome: Outcome, *, now: datetime
) -> None:
    """Write down what came of one try."""
    row = await session.get_one(OutgoingMessage, message.id, with_for_update=True)
    if outcome.status is MessageStatus.SENT:
        # Even after the lease: the person has it, and nobody should send it again.
        _mark_sent(row, outcome, now)
        return
    if row.status != MessageStatus.SENDING.value or row.leased_until != message.lease:
        return
    row.leased_until = None
    row.error = outcome.error
    row.status = _settle(row, outcome, now).value
    if outcome.is_blocked and message.channel is Channel.CLIENT_BOT and message.chat_id:
        await clients.mark_bot_blocked(
            session, telegram_id=message.chat_id, is_blocked=True, now=now
        )


def _settle(row: OutgoingMessage, outcome: Outcome, now: datetime) -> MessageStatus:
    if outcome.status is MessageStatus.UNKNOWN and row.attempts < MAX_ATTEMPTS:
        row.not_before = now + AGAIN_AFTER
        return MessageStatus.PENDING
    if outcome.status is MessageStatus.PENDING:
        # It reached nobody, so this was no try.
        row.attempts -= 1
        row.not_before = now + timedelta(seconds=outcome.retry_after_seconds)
        # Without an error nobody has even tried: it only waited for its turn.
        if outcome.error is not None and now - row.created_at > GIVE_UP_AFTER:
            return MessageStatus.FAILED
    return outcome.status


def _mark_sent(row: OutgoingMessage, outcome: Outcome, now: datetime) -> None:
    row.status = MessageStatus.SENT.value
    row.leased_until = None
    row.telegram_message_id = outcome.telegram_message_id
    row.error = None
    row.sent_at = now
    if row.text_key not in TEXTS or TEXTS[row.text_key].is_secret:
        # A link that opens a door has done its work and is kept nowhere.
        row.text = ""
        row.keyboard = None


def _claimed(row: OutgoingMessage, lease: datetime) -> Claimed:
    return Claimed(
        id=row.id,
        lease=lease,
        channel=Channel(row.channel),
        chat_id=row.chat_id,
        address=row.address,
        subject=row.subject,
        text=row.text,
        keyboard=row.keyboard,
    )
