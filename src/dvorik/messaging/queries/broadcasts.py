"""Broadcasts and their recipients: lists, counts, who would be reached."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, exists, func, literal, null, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.queries import reach
from dvorik.kernel.paging import Page, count
from dvorik.messaging.errors import BroadcastNotFound
from dvorik.messaging.models import Broadcast, BroadcastMedia, Delivery
from dvorik.messaging.schemas.broadcasts import (
    AdHocRule,
    Audience,
    BroadcastContent,
    BroadcastFilter,
    BroadcastView,
    Everyone,
    ListedClients,
    RecipientCount,
    Running,
    SavedSegment,
    Tagged,
)
from dvorik.messaging.types import BroadcastStatus, DeliveryStatus, SkipReason
from dvorik.segments import queries as segments
from dvorik.settings.schemas import ShopSettings

_REACHED = [
    status.value
    for status in (
        DeliveryStatus.PENDING,
        DeliveryStatus.SENDING,
        DeliveryStatus.SENT,
        DeliveryStatus.UNKNOWN,
    )
]


async def get_broadcast(session: AsyncSession, broadcast_id: int) -> Broadcast:
    """Raises `BroadcastNotFound`."""
    found = await session.get(Broadcast, broadcast_id)
    if found is None or found.deleted_at is not None:
        raise BroadcastNotFound(broadcast_id=broadcast_id)
    return found


async def lock_broadcast(session: AsyncSession, broadcast_id: int) -> Broadcast:
    """As it is now, locked until the transaction ends. Raises `BroadcastNotFound`."""
    found = await session.get(Broadcast, broadcast_id, with_for_update=True, populate_existing=True)
    if found is None or found.deleted_at is not None:
        raise BroadcastNotFound(broadcast_id=broadcast_id)
    return found


async def list_broadcasts(session: AsyncSession, wanted: BroadcastFilter) -> Page[BroadcastView]:
    """Newest first; tests of them left out."""
    statement = select(Broadcast).where(
        Broadcast.test_of_id.is_(None), Broadcast.deleted_at.is_(None)
    )
    if wanted.status is not None:
        statement = statement.where(Broadcast.status == wanted.status.value)
    rows = await session.scalars(
        statement.order_by(Broadcast.id.desc()).offset(wanted.offset).limit(wanted.limit)
    )
    return Page(
        items=[BroadcastView.model_validate(row) for row in rows],
        total=await count(session, statement),
        page=wanted.page,
        limit=wanted.limit,
    )


async def media_known(session: AsyncSession, ids: list[int]) -> dict[int, str]:
    """The kinds of those media that exist."""
    rows = await session.execute(
        select(BroadcastMedia.id, BroadcastMedia.kind).where(BroadcastMedia.id.in_(ids))
    )
    return {row.id: row.kind for row in rows}


async def count_recipients(
    session: AsyncSession, *, audience: Audience, is_test: bool, shop: ShopSettings, now: datetime
) -> RecipientCount:
    """Whom a broadcast that started now would reach, and why it would not reach the others."""
    statement = await judge_audience(
        session, audience=audience, is_test=is_test, shop=shop, now=now
    )
    judged = statement.subquery()
    rows = await session.execute(select(judged.c.reason, func.count()).group_by(judged.c.reason))
    by_reason: dict[str | None, int] = dict(rows.all())
    reachable = by_reason.get(None, 0)
    return RecipientCount(
        total=sum(by_reason.values()),
        reachable=reachable,
        left_out={reason: by_reason.get(reason.value, 0) for reason in SkipReason},
        lasts_seconds=-(-reachable // min(shop.bulk_per_second, shop.service_per_second)),
    )


async def judge_audience(
    session: AsyncSession, *, audience: Audience, is_test: bool, shop: ShopSettings, now: datetime
) -> Select[int, int | None, str | None, str | None]:
    """(id, telegram_id, timezone, reason) of everyone in the audience; no reason means: gets it.

    Raises `SegmentNotFound`, `RuleRefused`.
    """
    people = reach.reach_of_everyone(is_test=is_test).subquery("people")
    ids = await _ids_of(session, audience, shop, now)
    judged = select(
        people.c.id,
        people.c.telegram_id,
        people.c.timezone,
        _reason(people, shop, now).label("reason"),
    )
    return judged if ids is None else judged.where(people.c.id.in_(ids))


async def _ids_of(
    session: AsyncSession, audience: Audience, shop: ShopSettings, now: datetime
) -> Select[int] | list[int] | None:
    """None is everyone."""
    match audience:
        case Everyone():
            return None
        case ListedClients():
            return audience.client_ids
        case Tagged():
            return reach.with_any_tag(audience.tags)
        case SavedSegment():
            rule: Any = audience.segment_id
        case AdHocRule():
            rule = audience.rule
    # Real people and test people are told apart for all audiences alike.
    return await segments.select_client_ids(session, rule, shop=shop, now=now, include_test=True)


def _reason(people: Subquery, shop: ShopSettings, now: datetime) -> ColumnElement[str | None]:
    reasons: list[tuple[Any, str]] = [
        (people.c.telegram_id.is_(None), SkipReason.NO_TELEGRAM.value),
        (people.c.is_blacklisted, SkipReason.BLACKLISTED.value),
        (people.c.bot_blocked_at.is_not(None), SkipReason.BLOCKED.value),
        (people.c.consent_at.is_(None), SkipReason.NO_CONSENT.value),
    ]
    if shop.broadcast_cap is not None:
        reasons.append((_heard(people, shop, now) >= shop.broadcast_cap, SkipReason.CAPPED.value))
    return case(*reasons, else_=null())


def _heard(people: Subquery, shop: ShopSettings, now: datetime) -> Any:
    """How many broadcasts the person was sent within the days of the cap."""
    since = now - timedelta(days=shop.broadcast_cap_days)
    return (
        select(func.count())
        .where(
            Delivery.client_id == people.c.id,
            Delivery.created_at > since,
            Delivery.status.in_(_REACHED),
        )
        .scalar_subquery()
    )


def has_unfinished(broadcast_id: Any) -> ColumnElement[bool]:
    """Whether somebody's turn is still to come or on its way."""
    return exists(
        select(literal(1)).where(
            Delivery.broadcast_id == broadcast_id,
            Delivery.status.in_([DeliveryStatus.PENDING.value, DeliveryStatus.SENDING.value]),
        )
    )


async def list_running(session: AsyncSession) -> list[Running]:
    """What is being sent now, oldest first."""
    rows = await session.execute(
        select(Broadcast.id, Broadcast.content, Broadcast.has_quiet_hours, Broadcast.zones)
        .where(Broadcast.status == BroadcastStatus.SENDING.value)
        .order_by(Broadcast.id)
    )
    return [
        Running(
            id=row.id,
            content=BroadcastContent.model_validate(row.content),
            has_quiet_hours=row.has_quiet_hours,
            zones=frozenset(row.zones),
        )
        for row in rows
    ]
