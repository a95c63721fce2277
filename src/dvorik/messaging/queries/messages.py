"""The outbox: what was said, what waits, what failed."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries as accounts
from dvorik.clients import queries as clients
from dvorik.kernel.actor import Actor, Permission
from dvorik.kernel.paging import Slice
from dvorik.messaging.errors import MessageNotFound
from dvorik.messaging.models import OutgoingMessage
from dvorik.messaging.schemas import MessageView, OutboxQuery
from dvorik.messaging.texts import TEXTS
from dvorik.messaging.types import Channel, MessageStatus


async def list_messages(
    session: AsyncSession, actor: Actor, query: OutboxQuery
) -> Slice[MessageView]:
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
        items=await _views(session, actor, shown),
        next_before_id=shown[-1].id if len(rows) > query.limit else None,
    )


async def find_occasions(session: AsyncSession, occasions: Collection[str]) -> set[str]:
    """Those of `occasions` that have spoken already."""
    rows = await session.scalars(
        select(OutgoingMessage.occasion).where(OutgoingMessage.occasion.in_(occasions))
    )
    return set(rows)


async def get_message(session: AsyncSession, actor: Actor, message_id: int) -> MessageView:
    """Raises `MessageNotFound`."""
    row = await session.get(OutgoingMessage, message_id)
    if row is None:
        raise MessageNotFound
    (view,) = await _views(session, actor, [row])
    return view


async def lock_message(session: AsyncSession, message_id: int) -> OutgoingMessage:
    """The message, locked until the transaction ends. Raises `MessageNotFound`."""
    row = await session.get(OutgoingMessage, message_id, with_for_update=True)
    if row is None:
        raise MessageNotFound
    return row


async def _views(
    session: AsyncSession, actor: Actor, rows: Sequence[OutgoingMessage]
) -> list[MessageView]:
    """As far as `actor` may see: words to a client name the client."""
    names: dict[int, str] = {}
    if actor.can(Permission.CLIENTS_READ):
        names = await clients.names_of(session, _ids(row.client_id for row in rows))
    colleagues = await accounts.names_of(session, _ids(row.account_id for row in rows))
    return [_view(row, actor, names, colleagues) for row in rows]


def _ids(ids: Iterable[int | None]) -> set[int]:
    return {id_ for id_ in ids if id_ is not None}


def _view(
    row: OutgoingMessage, actor: Actor, names: Mapping[int, str], colleagues: Mapping[int, str]
) -> MessageView:
    spec = TEXTS.get(row.text_key)
    is_hidden = row.client_id is not None and not actor.can(Permission.CLIENTS_READ)
    return MessageView(
        id=row.id,
        occasion=row.occasion,
        text_key=row.text_key,
        channel=Channel(row.channel),
        status=MessageStatus(row.status),
        client_id=row.client_id,
        account_id=row.account_id,
        recipient_name=names.get(row.client_id or 0) or colleagues.get(row.account_id or 0),
        subject=None if is_hidden else row.subject,
        # A key of another version: nobody knows any more whether its text was harmless.
        text=None if spec is None or spec.is_secret or is_hidden else row.text,
        attempts=row.attempts,
        error=row.error,
        created_at=row.created_at,
        not_before=row.not_before,
        sent_at=row.sent_at,
    )


async def count_undelivered(session: AsyncSession) -> dict[tuple[Channel, MessageStatus], int]:
    """How many have not arrived, by channel and status."""
    # By name, which the index of the status serves; what is "not sent" it would have to look for.
    others = [status.value for status in MessageStatus if status is not MessageStatus.SENT]
    rows = await session.execute(
        select(OutgoingMessage.channel, OutgoingMessage.status, func.count())
        .where(OutgoingMessage.status.in_(others))
        .group_by(OutgoingMessage.channel, OutgoingMessage.status)
    )
    return {(Channel(channel), MessageStatus(status)): count for channel, status, count in rows}


async def count_on_their_way(session: AsyncSession) -> dict[MessageStatus, int]:
    """How many wait and how many are being sent; both from partial indexes."""
    counts = {}
    for status in (MessageStatus.PENDING, MessageStatus.SENDING):
        statement = select(func.count()).where(OutgoingMessage.status == status.value)
        counts[status] = await session.scalar(statement) or 0
    return counts
