"""Broadcasts and their recipients: lists, counts, who would be reached."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    case,
    exists,
    func,
    literal,
    not_,
    null,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from dvorik.clients import queries as clients
from dvorik.clients.queries import reach
from dvorik.clients.types import Topic
from dvorik.kernel.paging import Page, count
from dvorik.messaging.errors import BroadcastNotFound, MediaNotFound
from dvorik.messaging.models import Broadcast, BroadcastMedia, Delivery
from dvorik.messaging.rules.broadcasting import lasting_seconds
from dvorik.messaging.schemas.broadcasts import (
    AdHocRule,
    Audience,
    BroadcastContent,
    BroadcastFilter,
    BroadcastView,
    Everyone,
    ListedClients,
    RecipientCount,
    RecipientCountQuery,
    Running,
    SavedSegment,
    Tagged,
)
from dvorik.messaging.types import BroadcastStatus, DeliveryStatus, SkipReason
from dvorik.segments import queries as segments
from dvorik.settings.schemas import ShopSettings

_WEEK = timedelta(days=7)
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


async def get_media(session: AsyncSession, media_id: int) -> BroadcastMedia:
    """With its content. Raises `MediaNotFound`."""
    found = await session.get(
        BroadcastMedia, media_id, options=[undefer(BroadcastMedia.content)], populate_existing=True
    )
    if found is None:
        raise MediaNotFound(media_id=media_id)
    return found


async def count_recipients(
    session: AsyncSession, *, asked: RecipientCountQuery, shop: ShopSettings, now: datetime
) -> RecipientCount:
    """Whom a broadcast that started now would reach, and why it would not reach the others."""
    statement = await judge_audience(
        session,
        audience=asked.audience,
        topic=asked.topic,
        is_test=asked.is_test,
        shop=shop,
        now=now,
    )
    judged = statement.subquery()
    rows = await session.execute(select(judged.c.reason, func.count()).group_by(judged.c.reason))
    by_reason: dict[str | None, int] = dict(rows.all())
    reachable = by_reason.get(None, 0)
    return RecipientCount(
        total=sum(by_reason.values()),
        reachable=reachable,
        left_out={reason: by_reason.get(reason.value, 0) for reason in SkipReason},
        lasts_seconds=forecast(reachable, shop),
    )


def forecast(people: int, shop: ShopSettings) -> int:
    """Seconds, quiet hours aside."""
    return lasting_seconds(
        people,
        bulk_per_second=shop.bulk_per_second,
        service_per_second=shop.service_per_second,
    )


async def judge_audience(
    session: AsyncSession,
    *,
    audience: Audience,
    topic: Topic,
    is_test: bool,
    is_capped: bool = True,
    shop: ShopSettings,
    now: datetime,
) -> Select[int, int | None, str | None, str | None]:
    """(id, telegram_id, timezone, reason) of everyone in the audience; no reason means: gets it.

    `is_capped`: who has had enough messages is left out. Raises `SegmentNotFound`, `RuleRefused`.
    """
    people = reach.reach_of_everyone(topic, is_test=is_test).subquery("people")
    ids = await _ids_of(session, audience, shop, now)
    reasons = [*_closed(people), *(_enough(people, shop, now) if is_capped else ())]
    judged = select(
        people.c.id,
        people.c.telegram_id,
        people.c.timezone,
        case(*reasons, else_=null()).label("reason"),
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
            return await clients.current_ids(session, audience.client_ids)
        case Tagged():
            return reach.with_any_tag(audience.tags)
        case SavedSegment():
            rule: Any = audience.segment_id
        case AdHocRule():
            rule = audience.rule
    # Real people and test people are told apart for all audiences alike.
    return await segments.select_client_ids(session, rule, shop=shop, now=now, include_test=True)


def _closed(people: Subquery) -> Iterator[tuple[Any, str]]:
    """Who can or may not be written to at all."""
    yield people.c.telegram_id.is_(None), SkipReason.NO_TELEGRAM.value
    yield people.c.is_blacklisted, SkipReason.BLACKLISTED.value
    yield people.c.bot_blocked_at.is_not(None), SkipReason.BLOCKED.value
    yield people.c.consent_at.is_(None), SkipReason.NO_CONSENT.value
    yield not_(people.c.wants_topic), SkipReason.TOPIC_OFF.value


def _enough(people: Subquery, shop: ShopSettings, now: datetime) -> Iterator[tuple[Any, str]]:
    """Who has had as many as they want, or as the shop allows."""
    weekly = _heard(people, now - _WEEK, Delivery.id).exists()
    # A CASE of its own: in an AND the database may count for everybody.
    yield case((people.c.is_weekly, weekly), else_=False), SkipReason.WEEKLY.value
    if shop.broadcast_cap is not None:
        since = now - timedelta(days=shop.broadcast_cap_days)
        heard = _heard(people, since, func.count()).scalar_subquery()
        yield heard >= shop.broadcast_cap, SkipReason.CAPPED.value


def _heard(people: Subquery, since: datetime, what: Any) -> Select[Any]:
    """`what` of the broadcasts that the person was sent since."""
    return select(what).where(
        Delivery.client_id == people.c.id,
        # Planned since then, or planned before and sent since: a pause and a night take their time.
        or_(Delivery.created_at > since, Delivery.finished_at > since),
        Delivery.status.in_(_REACHED),
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
        select(
            Broadcast.id,
            Broadcast.version,
            Broadcast.content,
            Broadcast.has_quiet_hours,
            Broadcast.zones,
        )
        .where(Broadcast.status == BroadcastStatus.SENDING.value)
        .order_by(Broadcast.id)
    )
    return [
        Running(
            id=row.id,
            version=row.version,
            content=BroadcastContent.model_validate(row.content),
            has_quiet_hours=row.has_quiet_hours,
            zones=frozenset(row.zones),
        )
        for row in rows
    ]


async def broadcast_titles(session: AsyncSession, ids: Iterable[int]) -> dict[int, str]:
    """Of deleted ones too: the log still tells of them."""
    rows = await session.execute(
        select(Broadcast.id, Broadcast.title).where(Broadcast.id.in_(set(ids)))
    )
    return {row.id: row.title for row in rows}
