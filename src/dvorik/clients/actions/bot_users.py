"""What people do to their own card by talking to the client bot.

`version` guards edits made in the panel. What only the bot writes (activity, subscription,
blocking) leaves it alone, or a chatting client would spoil every edit of their card.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries, rules
from dvorik.clients.events import (
    ClientBlockedBot,
    ClientChanged,
    ClientJoined,
    ClientReturned,
    ClientSubscribed,
    ClientUnblockedBot,
    ClientUnsubscribed,
)
from dvorik.clients.models import Client
from dvorik.clients.schemas import TelegramPerson
from dvorik.kernel import events
from dvorik.kernel.actor import SYSTEM, Actor, ActorKind, Permission
from dvorik.kernel.i18n import Language
from dvorik.kernel.names import clean_name


async def register_bot_user(
    session: AsyncSession,
    actor: Actor,
    *,
    person: TelegramPerson,
    source: str | None,
    campaign_id: int | None,
    is_test: bool,
    now: datetime,
) -> tuple[Client, bool]:
    """The client who is `person`, and whether this call made the card.

    Any number of calls at once make one card. Source and campaign are those of the first time.
    A card allows no messages: `grant_at_first` does, when the person was told of it.
    """
    if known := await note_contact(session, person=person, now=now):
        return known, False
    created_id = await session.scalar(
        insert(Client)
        .values(
            telegram_id=person.telegram_id,
            first_name=clean_name(person.first_name),
            last_name=clean_name(person.last_name),
            language=person.language.value,
            source=rules.clean_source(source),
            campaign_id=campaign_id,
            is_test=is_test,
            created_at=now,
            updated_at=now,
            **_seen(person, now),
        )
        .on_conflict_do_nothing(index_elements=[Client.telegram_id])
        .returning(Client.id)
    )
    if created_id is not None:
        events.record(session, actor, ClientJoined(client_id=created_id, campaign_id=campaign_id))
        return await queries.get_client(session, created_id), True
    # Somebody else's call made the card a moment ago, or the card had been deleted.
    return await _bring_back(session, actor, person=person, now=now), False


async def note_contact(
    session: AsyncSession, *, person: TelegramPerson, now: datetime
) -> Client | None:
    """Remember that `person` wrote just now, under which name; None if they have no card.

    Who writes has not blocked the bot. First and last name belong to the shop once the card
    exists; `display_name` follows Telegram. By the account of a card that was merged it is the
    client of the other card who writes; what Telegram calls the account stays with the account.
    """
    is_known = or_(Client.deleted_at.is_(None), Client.merged_into_id.is_not(None))
    account = await _note(
        session, Client.telegram_id == person.telegram_id, is_known, **_seen(person, now)
    )
    if account is None or account.merged_into_id is None:
        return account
    is_theirs = Client.id == queries.current_id(account.id)
    return await _note(session, is_theirs, Client.deleted_at.is_(None), last_active_at=now)


async def _note(
    session: AsyncSession, *which: ColumnElement[bool], **values: object
) -> Client | None:
    known: Client | None = await session.scalar(
        update(Client)
        .where(*which)
        .values(**values)
        .returning(Client)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return known


def _seen(person: TelegramPerson, now: datetime) -> dict[str, Any]:
    return {
        "username": clean_name(person.username),
        "display_name": clean_name(f"{person.first_name} {person.last_name or ''}"),
        "last_active_at": now,
        "bot_blocked_at": None,
    }


async def _bring_back(
    session: AsyncSession, actor: Actor, *, person: TelegramPerson, now: datetime
) -> Client:
    client = (
        await session.scalars(
            select(Client)
            .where(Client.telegram_id == person.telegram_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).one()
    if client.deleted_at is not None:
        client.deleted_at = None
        # The number may have become somebody else's while the card was deleted.
        client.phone = None
        events.record(session, actor, ClientReturned(client_id=client.id))
        await session.flush()
    return await note_contact(session, person=person, now=now) or client


async def record_subscription(
    session: AsyncSession,
    actor: Actor,
    *,
    client_id: int,
    telegram_id: int | None = None,
    is_subscribed: bool,
    now: datetime,
) -> bool:
    """Keep what Telegram says about the channel; True when it is news. Locks the client.

    `telegram_id` is whom it was said of, where that may be another account of theirs. `now` is
    before Telegram was asked: what is older than what is kept changes nothing. Raises
    `ClientNotFound`.
    """
    _require_own_or_edit(actor, client_id)
    client = await queries.lock_client(session, client_id)
    account = await _account_of(session, client, telegram_id)
    if account.subscription_checked_at is not None and account.subscription_checked_at > now:
        return False
    is_news = account.is_subscribed is not is_subscribed
    await _write_quietly(session, account, is_subscribed=is_subscribed, subscription_checked_at=now)
    if is_news and account is client:
        event = ClientSubscribed if is_subscribed else ClientUnsubscribed
        events.record(session, actor, event(client_id=client_id))
    return is_news


async def _account_of(session: AsyncSession, client: Client, telegram_id: int | None) -> Client:
    """The card that tells of this account: their own, unless it is of one merged into it."""
    if telegram_id is None or telegram_id == client.telegram_id:
        return client
    other = await session.scalar(
        select(Client)
        .where(Client.telegram_id == telegram_id, Client.id.in_(queries.known_as(client.id)))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return other or client


async def mark_bot_blocked(
    session: AsyncSession, *, telegram_id: int, is_blocked: bool, now: datetime
) -> bool:
    """Note that the person blocked the client bot, or let it in again; True when it is news.

    The account of a card that was merged is noted, and no news: messages go to another one.
    """
    was_blocked = Client.bot_blocked_at.is_not(None)
    changed = (
        await session.execute(
            update(Client)
            .where(
                Client.telegram_id == telegram_id,
                or_(Client.deleted_at.is_(None), Client.merged_into_id.is_not(None)),
                ~was_blocked if is_blocked else was_blocked,
            )
            .values(bot_blocked_at=now if is_blocked else None)
            .returning(Client.id, Client.merged_into_id)
            .execution_options(synchronize_session=False)
        )
    ).one_or_none()
    if changed is None or changed.merged_into_id is not None:
        return False
    event = ClientBlockedBot if is_blocked else ClientUnblockedBot
    events.record(session, SYSTEM, event(client_id=changed.id))
    return True


async def set_birthday(
    session: AsyncSession,
    actor: Actor,
    *,
    client_id: int,
    birthday: date,
    today: date,
    now: datetime,
) -> Client:
    """`today` is the shop's. Raises `ClientNotFound` and what `rules.check_birthday` raises."""
    rules.check_birthday(birthday, today=today)
    return await _set_own(session, actor, client_id, "birthday", birthday, now=now)


async def set_language(
    session: AsyncSession, actor: Actor, *, client_id: int, language: Language, now: datetime
) -> Client:
    """Raises `ClientNotFound`."""
    return await _set_own(session, actor, client_id, "language", language.value, now=now)


async def _set_own(
    session: AsyncSession, actor: Actor, client_id: int, field: str, value: object, *, now: datetime
) -> Client:
    _require_own_or_edit(actor, client_id)
    client = await queries.lock_client(session, client_id)
    if getattr(client, field) != value:
        setattr(client, field, value)
        client.updated_at = now
        events.record(session, actor, ClientChanged(client_id=client_id, fields=[field]))
        await session.flush()
    return client


def _require_own_or_edit(actor: Actor, client_id: int) -> None:
    """A client may change their own card; anybody else needs the right."""
    if actor.kind is not ActorKind.CLIENT or actor.id != client_id:
        actor.require(Permission.CLIENTS_EDIT)


async def _write_quietly(session: AsyncSession, client: Client, **values: object) -> None:
    """Write columns only the bot writes: `version` and `updated_at` stay."""
    await session.execute(
        update(Client)
        .where(Client.id == client.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    await session.refresh(client, list(values))
