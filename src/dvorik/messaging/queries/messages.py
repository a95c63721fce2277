"""The outbox: what was said, what waits, what failed."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.paging import Slice
from dvorik.messaging.errors import MessageNotFound
from dvorik.messaging.models import OutgoingMessage
from dvorik.messaging.schemas import MessageView, OutboxQuery
from dvorik.messaging.texts import TEXTS
from dvorik.messaging.types import Channel, MessageStatus


async def list_messages(session: AsyncSession, query: OutboxQuery) -> Slice[MessageView]:
    """Newest first."""
    statement = select(OutgoingMessage).order_by(OutgoingMessage.id.desc())
    if query.before_id is not None:
        statement = statement.where(OutgoingMessage.id < query.before_id)
    if query.channel is not None:
        statement = statement.where(OutgoingMessage.channel == query.channel.value)
    if query.status is not None:
        statement = statement.where(OutgoingMessage.status == query.status.value)
    if query.client_id is not None:
        statement = statement.where(OutgoingMessage.client_id == query.client_id)
    rows = (await session.scalars(statement.limit(query.limit + 1))).all()
    shown = rows[: query.limit]
    return Slice(
        items=[_view(row) for row in shown],
        next_before_id=shown[-1].id if len(rows) > query.limit else None,
    )


async def find_occasions(session: AsyncSession, occasions: Collection[str]) -> set[str]:
    """Those of `occasions` that have spoken already."""
    rows = await session.scalars(
        select(OutgoingMessage.occasion).where(OutgoingMessage.occasion.in_(occasions))
    )
    return set(rows)


async def get_message(session: AsyncSession, message_id: int) -> MessageView:
    """Raises `MessageNotFound`."""
    row = await session.get(OutgoingMessage, message_id)
    if row is None:
        raise MessageNotFound
    return _view(row)


async def lock_message(session: AsyncSession, message_id: int) -> OutgoingMessage:
    """The message, locked until the transaction ends. Raises `MessageNotFound`."""
    row = await session.get(OutgoingMessage, message_id, with_for_update=True)
    if row is None:
        raise MessageNotFound
    return row


def _view(row: OutgoingMessage) -> MessageView:
    spec = TEXTS.get(row.text_key)
    return MessageView(
        id=row.id,
        occasion=row.occasion,
        text_key=row.text_key,
        channel=Channel(row.channel),
        status=MessageStatus(row.status),
        client_id=row.client_id,
        account_id=row.account_id,
        subject=row.subject,
        # A key of another version: nobody knows any more whether its text was harmless.
        text=None if spec is None or spec.is_secret else row.text,
        attempts=row.attempts,
        error=row.error,
        created_at=row.created_at,
        not_before=row.not_before,
        sent_at=row.sent_at,
    )


async def count_on_their_way(session: AsyncSession) -> dict[MessageStatus, int]:
    """How many wait and how many are being sent; both from partial indexes."""
    counts = {}
    for status in (MessageStatus.PENDING, MessageStatus.SENDING):
        statement = select(func.count()).where(OutgoingMessage.status == status.value)
        counts[status] = await session.scalar(statement) or 0
    return counts
