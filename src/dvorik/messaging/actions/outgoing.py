"""Messages are written down with what caused them and sent after the commit."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.types import Topic
from dvorik.kernel import events
from dvorik.kernel.actor import Actor, Permission
from dvorik.kernel.i18n import Language
from dvorik.messaging import queries
from dvorik.messaging.errors import MessageOnItsWay
from dvorik.messaging.events import MessageRetried, UnsentRetried
from dvorik.messaging.models import OutgoingMessage
from dvorik.messaging.texts import TEXTS, subject_key
from dvorik.messaging.types import Channel, MessageStatus, TextFormat

_FITTING = {
    TextFormat.TELEGRAM: {Channel.CLIENT_BOT, Channel.CASHIER_BOT},
    TextFormat.LETTER: {Channel.EMAIL, Channel.SMS},
}
WORTH_SENDING = timedelta(days=3)
"""As long as the links in letters work."""

_RETRIABLE = {MessageStatus.FAILED, MessageStatus.UNKNOWN, MessageStatus.UNSENT}


async def queue_text(
    session: AsyncSession,
    *,
    occasion: str,
    key: str,
    language: Language,
    channel: Channel,
    chat_id: int | None = None,
    address: str | None = None,
    client_id: int | None = None,
    account_id: int | None = None,
    values: Mapping[str, object] | None = None,
    keyboard: dict[str, Any] | None = None,
    topic: Topic | None = None,
    now: datetime,
) -> bool:
    """Send the text `key` once for `occasion`; False when this occasion has spoken already.

    The words are settled now, in the caller's transaction. Bots need `chat_id`, mail and SMS an
    `address`; `keyboard` is the Bot API's `reply_markup`. A letter takes the values of its text
    and of its subject. Raises ValueError when these do not fit together.
    """
    _check(key, channel, chat_id, address)
    text, subject = await _words(session, key, language, values or {})
    return await queue_words(
        session,
        occasion=occasion,
        key=key,
        channel=channel,
        text=text,
        subject=subject,
        chat_id=chat_id,
        address=address,
        client_id=client_id,
        account_id=account_id,
        keyboard=keyboard,
        topic=topic,
        now=now,
    )


async def queue_words(
    session: AsyncSession,
    *,
    occasion: str,
    key: str,
    channel: Channel,
    text: str,
    subject: str | None = None,
    chat_id: int | None = None,
    address: str | None = None,
    client_id: int | None = None,
    account_id: int | None = None,
    keyboard: dict[str, Any] | None = None,
    topic: Topic | None = None,
    not_before: datetime | None = None,
    now: datetime,
) -> bool:
    """As `queue_text`, of words that are put together from more than one text.

    With `topic` it leaves only if its client wants to hear of that when its turn comes; with
    `not_before` it waits until then.
    """
    queued = await session.scalar(
        insert(OutgoingMessage)
        .values(
            occasion=occasion,
            text_key=key,
            topic=topic and topic.value,
            channel=channel.value,
            client_id=client_id,
            account_id=account_id,
            chat_id=chat_id,
            address=address,
            subject=subject,
            text=text,
            keyboard=keyboard,
            status=MessageStatus.PENDING.value,
            attempts=0,
            not_before=not_before or now,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["occasion"])
        .returning(OutgoingMessage.id)
    )
    if queued is not None:
        events.mark_recorded(session)
    return queued is not None


async def retry_message(
    session: AsyncSession, actor: Actor, *, message_id: int, now: datetime
) -> None:
    """Put a message that failed, was lost from sight or had no way to go back in the queue.

    Raises `MessageNotFound`, and `MessageOnItsWay` for any other.
    """
    actor.require(Permission.OUTBOX_READ)
    row = await queries.lock_message(session, message_id)
    status = MessageStatus(row.status)
    if status not in _RETRIABLE:
        raise MessageOnItsWay(status=status.value)
    row.status = MessageStatus.PENDING.value
    row.attempts = 0
    row.error = None
    row.not_before = now
    events.record(session, actor, MessageRetried(message_id=message_id, status_before=status.value))


async def retry_unsent(
    session: AsyncSession, actor: Actor, *, channel: Channel, now: datetime
) -> int:
    """Put everything that had no way out by `channel` back in the queue; how many there were.

    What is too old to say anything useful stays where it is.
    """
    actor.require(Permission.OUTBOX_READ)
    found = await session.scalars(
        update(OutgoingMessage)
        .where(
            OutgoingMessage.channel == channel.value,
            OutgoingMessage.status == MessageStatus.UNSENT.value,
            OutgoingMessage.created_at >= now - WORTH_SENDING,
        )
        .values(status=MessageStatus.PENDING.value, attempts=0, error=None, not_before=now)
        .returning(OutgoingMessage.id)
        .execution_options(synchronize_session=False)
    )
    count = len(found.all())
    if count:
        events.record(session, actor, UnsentRetried(channel=channel.value, count=count))
    return count


def _check(key: str, channel: Channel, chat_id: int | None, address: str | None) -> None:
    is_bot = channel in (Channel.CLIENT_BOT, Channel.CASHIER_BOT)
    if channel not in _FITTING.get(TEXTS[key].format, ()):
        raise ValueError(f"{key} cannot go by {channel}")
    if (chat_id if is_bot else address) is None:
        raise ValueError(f"{key} by {channel} goes nowhere")


async def _words(
    session: AsyncSession, key: str, language: Language, values: Mapping[str, object]
) -> tuple[str, str | None]:
    """The text and, for a letter, its subject."""
    subject = subject_key(key)
    if subject not in TEXTS:
        return await queries.render(session, key, language, **values), None
    if unknown := values.keys() - TEXTS[key].variables - TEXTS[subject].variables:
        raise ValueError(f"{key}: unknown {sorted(unknown)}")
    return (
        await queries.render(session, key, language, **_pick(key, values)),
        await queries.render(session, subject, language, **_pick(subject, values)),
    )


def _pick(key: str, values: Mapping[str, object]) -> dict[str, object]:
    """The values that concern `key`: a letter and its subject need not share them all."""
    return {name: value for name, value in values.items() if name in TEXTS[key].variables}
