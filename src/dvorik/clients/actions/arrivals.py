"""Many bot users at once."""

from collections.abc import Iterable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.actions.consent import imported
from dvorik.clients.events import ClientJoined
from dvorik.clients.models import Client
from dvorik.clients.schemas import Arrival
from dvorik.kernel import events
from dvorik.kernel.actor import Actor, Permission
from dvorik.kernel.names import clean_name


async def add_bot_users(
    session: AsyncSession, actor: Actor, *, arrivals: Iterable[Arrival]
) -> Sequence[Client]:
    """Their cards, in the order of `arrivals`. Nobody of them may have a card yet.

    Phones must be in E.164 and free; the unique keys raise for anything else.
    """
    actor.require(Permission.CLIENTS_EDIT)
    clients = [_card_of(arrival) for arrival in arrivals]
    session.add_all(clients)
    await session.flush()
    for client in clients:
        event = ClientJoined(client_id=client.id, campaign_id=client.campaign_id)
        events.record(session, actor, event)
        session.add(imported(client, now=client.created_at))
    await session.flush()
    return clients


def _card_of(arrival: Arrival) -> Client:
    person = arrival.person
    return Client(
        telegram_id=person.telegram_id,
        username=person.username,
        display_name=clean_name(f"{person.first_name} {person.last_name or ''}"),
        first_name=clean_name(person.first_name),
        last_name=clean_name(person.last_name),
        language=person.language.value,
        phone=arrival.phone,
        gender=arrival.gender.value,
        birthday=arrival.birthday,
        is_subscribed=arrival.is_subscribed,
        subscription_checked_at=arrival.last_active_at,
        bot_blocked_at=arrival.blocked_at,
        source=arrival.source,
        campaign_id=arrival.campaign_id,
        tags=sorted(arrival.tags),
        notes=arrival.notes,
        is_blacklisted=arrival.is_blacklisted,
        consent_at=arrival.joined_at,
        last_active_at=arrival.last_active_at,
        created_at=arrival.joined_at,
        updated_at=arrival.joined_at,
    )
