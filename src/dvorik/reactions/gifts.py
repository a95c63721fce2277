"""When a code is issued without its client having asked for it, they are told."""

from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.bulk.events import BulkDiscountGiven
from dvorik.clients.types import Topic
from dvorik.kernel import clock
from dvorik.kernel.events import Reactions
from dvorik.kernel.i18n import pick_language
from dvorik.loyalty.events import DiscountIssued
from dvorik.loyalty.queries import view_discount
from dvorik.loyalty.types import DiscountState, TemplateEvent
from dvorik.messaging import phrases
from dvorik.reactions.telling import find_reachable, tell_client
from dvorik.settings import queries as settings

if TYPE_CHECKING:
    from dvorik.clients.models import Client

reactions = Reactions()

# A subscription's and a campaign's codes are handed over in the talk that earned them.
_TEXTS = {
    TemplateEvent.BIRTHDAY: "client.birthday_greeting",
    TemplateEvent.MANUAL: "client.discount_issued",
    TemplateEvent.VISIT: "client.discount_issued",
}


@reactions.on(DiscountIssued, name="client.gift")
async def tell_client_of_gift(session: AsyncSession, event: DiscountIssued) -> None:
    """A birthday greeting needs consent like any message nobody asked for; a gift of the shop's
    own hand is told in any case, or it would be void before anybody knew."""
    trigger = TemplateEvent(event.trigger)
    client = await find_reachable(session, event.client_id)
    if client is None or trigger not in _TEXTS:
        return
    topic = Topic.BIRTHDAYS if trigger is TemplateEvent.BIRTHDAY else None
    await _tell(session, client, event.discount_id, _TEXTS[trigger], topic)


@reactions.on(BulkDiscountGiven, name="client.bulk_gift")
async def tell_client_of_bulk_gift(session: AsyncSession, event: BulkDiscountGiven) -> None:
    """What many are given at once needs consent: to each of them it came unasked."""
    client = await find_reachable(session, event.client_id)
    if client is not None:
        await _tell(session, client, event.discount_id, "client.discount_issued", Topic.OFFERS)


async def _tell(
    session: AsyncSession, client: "Client", discount_id: int, key: str, topic: Topic | None
) -> None:
    """With a `topic`, only to who wants to hear of it."""
    if topic is not None and topic not in client.wishes.topics:
        return
    now = clock.now()
    view = await view_discount(session, discount_id, now=now)
    if view.state not in {DiscountState.ACTIVE, DiscountState.UPCOMING}:
        return
    shop = await settings.load(session)
    language = pick_language(client.language)
    await tell_client(
        session,
        client,
        occasion=f"discount:{discount_id}:issued",
        key=key,
        values={
            **phrases.discount_values(view, shop, language),
            "first_name": client.first_name,
            "business_name": shop.business_name,
        },
        keyboard=phrases.copy_keyboard([view.code], language),
        topic=topic,
        now=now,
    )
