"""What waits for a person, put together from what each feature says, as far as one may see it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.analytics.schemas.attention import Attention, AttentionItem
from dvorik.analytics.types import AttentionKind
from dvorik.kernel.actor import Actor, Permission
from dvorik.loyalty import queries as loyalty
from dvorik.messaging import queries as messaging
from dvorik.settings.schemas import ShopSettings


async def list_attention(
    session: AsyncSession, actor: Actor, *, shop: ShopSettings, now: datetime
) -> Attention:
    """What an actor has no right to read is not even asked for."""
    items: list[AttentionItem] = []
    if actor.can(Permission.CASHIERS_READ):
        requests = await loyalty.list_waiting_cashiers(session)
        streaks = await loyalty.list_streaks(session, at_least=shop.wrong_code_alert)
        items += [_item(AttentionKind.CASHIER_REQUEST, one) for one in requests]
        items += [_item(AttentionKind.WRONG_CODES, one) for one in streaks]
    if actor.can(Permission.DISPUTES_READ):
        disputes = await loyalty.list_open_disputes(session)
        items += [_item(AttentionKind.DISPUTE, one) for one in disputes]
    if actor.can(Permission.BROADCASTS_READ):
        items += await _stopped(session, now)
    return Attention(items=sorted(items, key=lambda item: item.since, reverse=True))


async def _stopped(session: AsyncSession, now: datetime) -> list[AttentionItem]:
    return [
        AttentionItem(
            kind=AttentionKind.BROADCAST_FAILED
            if one.is_failed
            else AttentionKind.BROADCAST_PAUSED,
            id=one.id,
            name=one.title,
            since=one.since,
        )
        for one in await messaging.list_stopped(session, now=now)
    ]


def _item(kind: AttentionKind, one: loyalty.Waiting) -> AttentionItem:
    return AttentionItem(
        kind=kind,
        id=one.id,
        name=one.name,
        since=one.since,
        code=one.code,
        wrong_codes=one.wrong_codes,
    )
