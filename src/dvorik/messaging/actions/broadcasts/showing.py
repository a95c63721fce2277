"""Showing a broadcast to the person who writes it, as its recipients will see it."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries as accounts
from dvorik.clients import queries as clients
from dvorik.kernel import events
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.messaging.errors import NobodyToShowItTo
from dvorik.messaging.events import BroadcastShown
from dvorik.messaging.models import Broadcast
from dvorik.messaging.queries import broadcasts
from dvorik.messaging.schemas.broadcasts import ListedClients
from dvorik.messaging.types import BroadcastStatus

if TYPE_CHECKING:
    from dvorik.clients.models import Client


async def show_to_self(
    session: AsyncSession, actor: Actor, *, broadcast_id: int, now: datetime
) -> Broadcast:
    """A copy that goes to the actor alone, by the way that all will go: with its media, at any
    hour, and with a code of their own if it gives codes.

    Raises `BroadcastNotFound`, `NobodyToShowItTo`.
    """
    actor.require(Permission.BROADCASTS_SEND)
    row = await broadcasts.get_broadcast(session, broadcast_id)
    person = await _own_card(session, actor)
    copy = Broadcast(
        title=row.title,
        status=BroadcastStatus.SCHEDULED.value,
        content=row.content,
        audience=ListedClients(kind="clients", client_ids=[person.id]).model_dump(mode="json"),
        topic=row.topic,
        template_id=row.template_id,
        test_of_id=row.id,
        has_quiet_hours=False,
        is_test=person.is_test,
        scheduled_at=now,
        created_by_id=actor.id,
        created_at=now,
        updated_at=now,
    )
    session.add(copy)
    await session.flush()
    events.record(session, actor, BroadcastShown(broadcast_id=row.id))
    return copy


async def _own_card(session: AsyncSession, actor: Actor) -> "Client":
    """The actor as a client of the bot. Raises `NobodyToShowItTo`."""
    if actor.kind is not ActorKind.ACCOUNT:
        raise NobodyToShowItTo
    account = await accounts.get_account(session, actor.id)
    person = (
        await clients.find_by_telegram(session, account.telegram_id)
        if account.telegram_id
        else None
    )
    if person is None:
        raise NobodyToShowItTo
    return person
