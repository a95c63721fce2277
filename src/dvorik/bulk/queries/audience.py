"""Whom an order concerns, as a statement that is fixed to now."""

from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.bulk.schemas import (
    BulkAudience,
    FilteredUsers,
    RuleMatches,
    SegmentMembers,
    TheseClients,
)
from dvorik.clients import queries as clients
from dvorik.kernel.actor import Actor, Permission
from dvorik.segments import queries as segments
from dvorik.segments.schemas import Node
from dvorik.settings.schemas import ShopSettings


async def select_ids(
    session: AsyncSession,
    actor: Actor,
    audience: BulkAudience,
    *,
    shop: ShopSettings,
    now: datetime,
) -> Select[int]:
    """One column, `id`. Listed clients are taken as they are, whether or not they exist.

    Raises `Forbidden`, `SegmentNotFound`, `RuleRefused`.
    """
    actor.require(Permission.CLIENTS_READ)
    rule: Node | int
    match audience:
        case TheseClients():
            listed = bindparam(None, audience.client_ids, ARRAY(BigInteger))
            return select(func.unnest(listed).label("id")).distinct()
        case FilteredUsers():
            return clients.select_users(actor, audience.filter, shop=shop, now=now)
        case SegmentMembers():
            rule, include_test = audience.segment_id, audience.include_test
        case RuleMatches():
            rule, include_test = audience.rule, audience.include_test
    actor.require(Permission.SEGMENTS_READ)
    return await segments.select_client_ids(
        session, rule, shop=shop, now=now, include_test=include_test
    )
