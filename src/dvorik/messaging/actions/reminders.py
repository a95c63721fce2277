"""Telling people that codes they hold end soon: one message a day for all of them."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries as clients
from dvorik.clients.types import Topic
from dvorik.kernel import clock
from dvorik.kernel.i18n import pick_language
from dvorik.kernel.log import get_logger
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty import queries as loyalty_queries
from dvorik.loyalty.schemas.discounts import DiscountView
from dvorik.messaging import queries
from dvorik.messaging.actions.outgoing import queue_words
from dvorik.messaging.models import OutgoingMessage
from dvorik.messaging.phrases import copy_keyboard, discount_values
from dvorik.messaging.rules.broadcasting import quiet_until
from dvorik.messaging.types import Channel, MessageStatus
from dvorik.settings.schemas import ShopSettings

if TYPE_CHECKING:
    from dvorik.clients.models import Client

log = get_logger(__name__)

_KEY = "client.discount_expires_soon"

_SHOWN = 5
"""Codes in one message; a longer list nobody reads, and "My discounts" shows them all."""


async def remind_of_ending(
    session: AsyncSession, *, shop: ShopSettings, now: datetime, limit: int
) -> int:
    """Remind up to `limit` clients of their codes; how many were. 0: nobody is due.

    A code is claimed in the same transaction, so any number of runs make one message. At night
    nobody is; where it is night for the client alone, the message waits for their morning.
    """
    if quiet_until(now, shop.zone, shop.quiet_from, shop.quiet_until) is not None:
        return 0
    claimed = await loyalty.claim_ending_soon(session, shop=shop, now=now, limit=limit)
    views = await loyalty_queries.view_discounts(session, [code.id for code in claimed], now=now)
    people = await clients.list_clients(session, sorted({code.client_id for code in claimed}))
    by_id = {client.id: client for client in people}
    for client_id, codes in groupby(claimed, key=lambda code: code.client_id):
        if client := by_id.get(client_id):
            await _remind(session, client, [views[code.id] for code in codes], shop, now)
    return len({code.client_id for code in claimed})


async def wake_reminded(session: AsyncSession, *, shop: ShopSettings, now: datetime) -> None:
    """Reminders that wait for their client's morning go with that of the present quiet hours.

    Never later than they would have: what they remind of may have ended by then.
    """
    found = await session.scalars(
        select(OutgoingMessage)
        .where(
            OutgoingMessage.status == MessageStatus.PENDING.value,
            OutgoingMessage.topic == Topic.REMINDERS.value,
            OutgoingMessage.attempts == 0,
            OutgoingMessage.not_before > now,
        )
        .order_by(OutgoingMessage.id)
        .with_for_update()
    )
    waiting = found.all()
    ids = sorted({row.client_id for row in waiting if row.client_id is not None})
    by_id = {client.id: client for client in await clients.list_clients(session, ids)}
    for row in waiting:
        if client := by_id.get(row.client_id or 0):
            row.not_before = min(row.not_before, _awake_at(client, shop, now) or now)


async def _remind(
    session: AsyncSession,
    client: "Client",
    ending: Sequence[DiscountView],
    shop: ShopSettings,
    now: datetime,
) -> None:
    awake_at = _awake_at(client, shop, now)
    if awake_at is not None:
        ending = [view for view in ending if view.expires_at > awake_at]
    if not ending:
        log.warning("reminder_too_late", client_id=client.id)
        return
    language = pick_language(client.language)
    first, *others = ending[:_SHOWN]
    person = {"first_name": client.first_name, "business_name": shop.business_name}
    words = [
        await queries.render(
            session, _KEY, language, **discount_values(first, shop, language), **person
        )
    ]
    for other in others:
        values = discount_values(other, shop, language)
        words.append(await queries.render(session, "client.discount_line", language, **values))
    await queue_words(
        session,
        # One a day, whatever claimed the codes.
        occasion=f"client:{client.id}:ends_soon:{clock.local_date(now, shop.zone)}",
        key=_KEY,
        channel=Channel.CLIENT_BOT,
        text="\n\n".join(words),
        chat_id=client.telegram_id,
        client_id=client.id,
        topic=Topic.REMINDERS,
        not_before=awake_at,
        keyboard=copy_keyboard([view.code for view in ending[:_SHOWN]], language),
        now=now,
    )


def _awake_at(client: "Client", shop: ShopSettings, now: datetime) -> datetime | None:
    """When the night is over where the client lives; None by day."""
    zone = ZoneInfo(client.timezone) if client.timezone else shop.zone
    return quiet_until(now, zone, shop.quiet_from, shop.quiet_until)
