"""What became of a broadcast: in figures, and person by person."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries as clients
from dvorik.kernel.paging import CursorQuery, Slice
from dvorik.loyalty.queries import handed
from dvorik.messaging.models import Broadcast, Delivery
from dvorik.messaging.queries.broadcasts import forecast, get_broadcast
from dvorik.messaging.rules.broadcasting import asleep
from dvorik.messaging.rules.correcting import RECALL_WINDOW
from dvorik.messaging.schemas.broadcasts import (
    BroadcastStats,
    ReceivedBroadcast,
    RecipientCriteria,
    RecipientFilter,
    RecipientView,
)
from dvorik.messaging.types import DeliveryStatus
from dvorik.settings.schemas import ShopSettings

_ARRIVED = (DeliveryStatus.SENT, DeliveryStatus.UNKNOWN)
"""It is, or may be, in a chat."""


async def describe_broadcast(
    session: AsyncSession, broadcast: Broadcast, *, shop: ShopSettings, now: datetime
) -> BroadcastStats:
    """What became of it so far: one look at its deliveries, and one at the codes it gave."""
    # One statement for all that deliveries say: each look walks every recipient.
    zone = case((Delivery.status == DeliveryStatus.PENDING.value, Delivery.timezone)).label("zone")
    rows = await session.execute(
        select(
            Delivery.status,
            Delivery.reason,
            Delivery.clicked_button,
            zone,
            func.count().label("people"),
            func.count(Delivery.clicked_at).label("clicked"),
            func.count(Delivery.edited_at).label("edited"),
            func.count(Delivery.recalled_at).label("recalled"),
            func.count().filter(_can_recall(now)).label("recallable"),
        )
        .where(Delivery.broadcast_id == broadcast.id)
        .group_by(Delivery.status, Delivery.reason, Delivery.clicked_button, zone)
    )
    deliveries = dict.fromkeys(DeliveryStatus, 0)
    reasons: Counter[str] = Counter()
    clicks: Counter[str] = Counter()
    waiting: Counter[str | None] = Counter()
    edited = recalled = recallable = 0
    for row in rows:
        deliveries[DeliveryStatus(row.status)] += row.people
        edited += row.edited
        recalled += row.recalled
        recallable += row.recallable
        if row.status == DeliveryStatus.PENDING.value:
            waiting[row.zone] += row.people
        if row.reason is not None:
            reasons[row.reason] += row.people
        if row.clicked:
            clicks[row.clicked_button] += row.clicked
    nights = _nights(broadcast, waiting, shop, now)
    sleepers = sum(waiting[zone] for zone in nights)
    return BroadcastStats(
        total=sum(deliveries.values()),
        deliveries=deliveries,
        reasons=reasons,
        edited=edited,
        recalled=recalled,
        recallable=recallable,
        lasts_seconds=forecast(
            deliveries[DeliveryStatus.PENDING] + deliveries[DeliveryStatus.SENDING] - sleepers,
            shop,
        ),
        asleep=sleepers,
        wakes_at=min(nights.values(), default=None),
        clicked=clicks.total(),
        clicked_by_button=dict(sorted(clicks.items(), key=lambda one: (-one[1], one[0]))),
        **(await _uses(session, broadcast))._asdict(),
    )


def _nights(
    broadcast: Broadcast, zones: Iterable[str | None], shop: ShopSettings, now: datetime
) -> dict[str | None, datetime]:
    """Until when recipients are left in peace, by zone."""
    if not broadcast.has_quiet_hours:
        return {}
    return asleep(zones, now, shop.zone, shop.quiet_from, shop.quiet_until)


def _can_recall(now: datetime) -> ColumnElement[bool]:
    """As `recall_sent` decides it."""
    return and_(
        Delivery.status.in_([status.value for status in _ARRIVED]),
        Delivery.message_ids.is_not(None),
        Delivery.recalled_at.is_(None),
        Delivery.finished_at > now - RECALL_WINDOW,
    )


async def _uses(session: AsyncSession, broadcast: Broadcast) -> handed.Uses:
    if broadcast.template_id is None or broadcast.started_at is None:
        return handed.NO_USES
    codes = select(Delivery.discount_id).where(
        Delivery.broadcast_id == broadcast.id, Delivery.discount_id.is_not(None)
    )
    return await handed.uses_since(session, codes, broadcast.started_at)


async def count_deliveries(session: AsyncSession, broadcast_id: int) -> dict[DeliveryStatus, int]:
    """How many stand how, by an index alone: for whoever looks again and again."""
    rows = await session.execute(
        select(Delivery.status, func.count())
        .where(Delivery.broadcast_id == broadcast_id)
        .group_by(Delivery.status)
    )
    return dict.fromkeys(DeliveryStatus, 0) | {DeliveryStatus(status): n for status, n in rows}


async def list_recipients(
    session: AsyncSession, broadcast_id: int, wanted: RecipientFilter
) -> Slice[RecipientView]:
    """Newest first. Raises `BroadcastNotFound`."""
    broadcast = await get_broadcast(session, broadcast_id)
    statement = selected(broadcast, wanted).order_by(Delivery.id.desc())
    if wanted.before_id is not None:
        statement = statement.where(Delivery.id < wanted.before_id)
    rows = (await session.scalars(statement.limit(wanted.limit + 1))).all()
    shown = rows[: wanted.limit]
    return Slice(
        items=await _views(session, broadcast, shown),
        next_before_id=shown[-1].id if len(rows) > wanted.limit else None,
    )


async def list_received(
    session: AsyncSession, client_id: int, wanted: CursorQuery
) -> Slice[ReceivedBroadcast]:
    """What was meant for one person, newest first. Raises `ClientNotFound`."""
    await clients.get_user(session, client_id)
    statement = (
        select(Delivery, Broadcast.title)
        .join(Broadcast, Broadcast.id == Delivery.broadcast_id)
        .where(Delivery.client_id == client_id, Broadcast.test_of_id.is_(None))
        .order_by(Delivery.id.desc())
        .limit(wanted.limit + 1)
    )
    if wanted.before_id is not None:
        statement = statement.where(Delivery.id < wanted.before_id)
    rows = (await session.execute(statement)).all()
    shown = rows[: wanted.limit]
    return Slice(
        items=[_received(row, title) for row, title in shown],
        next_before_id=shown[-1].Delivery.id if len(rows) > wanted.limit else None,
    )


def _received(row: Delivery, title: str) -> ReceivedBroadcast:
    return ReceivedBroadcast(
        title=title,
        **{name: getattr(row, name) for name in ReceivedBroadcast.model_fields if name != "title"},
    )


def selected(broadcast: Broadcast, wanted: RecipientCriteria) -> Select[Delivery]:
    """The recipients who are asked for, in no order."""
    statement = select(Delivery).where(Delivery.broadcast_id == broadcast.id)
    if wanted.status is not None:
        statement = statement.where(Delivery.status == wanted.status.value)
    if wanted.reason is not None:
        statement = statement.where(Delivery.reason == wanted.reason)
    if wanted.is_clicked is not None:
        statement = statement.where(Delivery.clicked_at.is_not(None).is_(wanted.is_clicked))
    if wanted.is_recalled is not None:
        statement = statement.where(Delivery.recalled_at.is_not(None).is_(wanted.is_recalled))
    if wanted.is_redeemed is not None:
        is_used = handed.is_used_since(Delivery.discount_id, broadcast.started_at)
        statement = statement.where(is_used if wanted.is_redeemed else ~is_used)
    return statement


async def _views(
    session: AsyncSession, broadcast: Broadcast, rows: Sequence[Delivery]
) -> list[RecipientView]:
    names = await clients.names_of(session, [row.client_id for row in rows])
    uses = await uses_of(session, broadcast, rows)
    return [_view(row, names, uses) for row in rows]


async def uses_of(
    session: AsyncSession, broadcast: Broadcast, rows: Sequence[Delivery]
) -> dict[int, handed.Uses]:
    """By code; those without a use are left out."""
    codes = [row.discount_id for row in rows if row.discount_id is not None]
    if not codes or broadcast.started_at is None:
        return {}
    return await handed.uses_by_code(session, codes, broadcast.started_at)


def _view(row: Delivery, names: dict[int, str], uses: dict[int, handed.Uses]) -> RecipientView:
    used = uses.get(row.discount_id or 0, handed.NO_USES)
    return RecipientView(
        id=row.id,
        client_id=row.client_id,
        name=names[row.client_id],
        status=DeliveryStatus(row.status),
        reason=row.reason,
        discount_id=row.discount_id,
        clicked_at=row.clicked_at,
        clicked_button=row.clicked_button,
        edited_at=row.edited_at,
        recalled_at=row.recalled_at,
        recall_until=_recall_until(row),
        redemptions=used.redemptions,
        bill_minor=used.bill_minor,
        discount_minor=used.discount_minor,
        finished_at=row.finished_at,
    )


def _recall_until(row: Delivery) -> datetime | None:
    is_there = row.status in {status.value for status in _ARRIVED} and row.message_ids
    if not is_there or row.recalled_at or row.finished_at is None:
        return None
    return row.finished_at + RECALL_WINDOW
