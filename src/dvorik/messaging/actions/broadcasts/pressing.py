"""A recipient pressed a button under a broadcast: counted once per person, and answered."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries as clients
from dvorik.kernel.actor import Actor, ActorKind
from dvorik.messaging.errors import NoSuchButton
from dvorik.messaging.models import Broadcast, Delivery
from dvorik.messaging.queries.addressing import values_of
from dvorik.messaging.rules.personal import fields_in, fill_personal
from dvorik.messaging.schemas.broadcasts import BroadcastContent, CallbackButton, PressReply
from dvorik.messaging.types import DeliveryStatus, ReplyKind
from dvorik.settings.schemas import ShopSettings

_UNSETTLED = [
    status.value
    for status in (DeliveryStatus.PENDING, DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN)
]


async def press_button(
    session: AsyncSession,
    actor: Actor,
    *,
    delivery_id: int,
    place: int,
    message_id: int | None,
    shop: ShopSettings,
    now: datetime,
) -> PressReply:
    """What to answer. The first press is kept, later ones are only answered. It also settles the
    fate of a message nobody has heard the end of, yet or at all: `message_id` is what was pressed.

    `delivery_id` and `place` come out of a button, so they are not believed. Raises
    `NoSuchButton` unless the delivery is the actor's and the button is there today.
    """
    if actor.kind is not ActorKind.CLIENT:
        raise NoSuchButton
    row = (
        await session.execute(
            select(Delivery.id, Delivery.client_id, Delivery.discount_id, Broadcast.content)
            .join(Broadcast, Broadcast.id == Delivery.broadcast_id)
            .where(Delivery.id == delivery_id, Delivery.client_id.in_(clients.known_as(actor.id)))
        )
    ).one_or_none()
    if row is None:
        raise NoSuchButton
    button = _button_at(BroadcastContent.model_validate(row.content), place)
    await session.execute(
        update(Delivery)
        .where(Delivery.id == row.id, Delivery.clicked_at.is_(None))
        .values(clicked_at=now, clicked_button=button.text)
        .execution_options(synchronize_session=False)
    )
    if message_id is not None:
        await session.execute(
            update(Delivery)
            .where(Delivery.id == row.id, Delivery.status.in_(_UNSETTLED))
            .values(
                status=DeliveryStatus.SENT.value,
                reason=None,
                message_ids=[message_id],
                finished_at=func.coalesce(Delivery.finished_at, now),
            )
            .execution_options(synchronize_session=False)
        )
    if button.shows is not ReplyKind.MESSAGE:
        return PressReply(shows=button.shows, text=button.reply)
    values = await values_of(session, [row], fields_in(button.reply), shop)
    return PressReply(shows=button.shows, text=fill_personal(button.reply, values[row.id]))


def _button_at(content: BroadcastContent, place: int) -> CallbackButton:
    buttons = content.all_buttons
    found = buttons[place] if place < len(buttons) else None
    if not isinstance(found, CallbackButton):
        raise NoSuchButton
    return found
