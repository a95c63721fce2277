"""The start of a broadcast: its audience is frozen, one row per person, in one statement."""

import json
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import case, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries as clients
from dvorik.clients.types import Topic
from dvorik.kernel import events
from dvorik.kernel.actor import SYSTEM
from dvorik.kernel.errors import AppError
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty import queries as loyalty_queries
from dvorik.loyalty.queries import handed
from dvorik.messaging.events import BroadcastFailed, BroadcastStarted
from dvorik.messaging.models import Broadcast, Delivery
from dvorik.messaging.queries import broadcasts
from dvorik.messaging.schemas.broadcasts import Audience
from dvorik.messaging.types import BroadcastStatus, DeliveryStatus
from dvorik.settings.schemas import ShopSettings

_START_LOCK = 0x5E4D5747
"""Advisory lock of whoever freezes an audience. The number has no other meaning."""

_audience: TypeAdapter[Audience] = TypeAdapter(Audience)


async def start_next(session: AsyncSession, *, shop: ShopSettings, now: datetime) -> int | None:
    """Start the scheduled broadcast that has been due longest; its id, or None when none is.

    One starts at a time, or two would each overlook the other's recipients when they count how
    many messages a person has had. Also None while somebody else is starting one.
    """
    is_ours = await session.scalar(select(func.pg_try_advisory_xact_lock(_START_LOCK)))
    if not is_ours:
        return None
    row = await session.scalar(
        select(Broadcast)
        .where(Broadcast.status == BroadcastStatus.SCHEDULED.value, Broadcast.scheduled_at <= now)
        .order_by(Broadcast.scheduled_at, Broadcast.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is None:
        return None
    try:
        async with session.begin_nested():
            await _start(session, row, shop, now)
    except AppError as error:
        await session.refresh(row)
        row.status = BroadcastStatus.ERROR.value
        row.reason = error.code
        row.updated_at = now
        events.record(session, SYSTEM, BroadcastFailed(broadcast_id=row.id, reason=error.code))
    await session.flush()
    return row.id


async def _start(session: AsyncSession, row: Broadcast, shop: ShopSettings, now: datetime) -> None:
    await _freeze(session, row, shop, now)
    if row.template_id is not None:
        await _give_codes(session, row, row.template_id, shop, now)
    row.status = BroadcastStatus.SENDING.value
    row.reason = None
    row.started_at = row.updated_at = now
    numbers = await _sum_up(session, row)
    await session.flush()
    events.record(
        session,
        SYSTEM,
        BroadcastStarted(
            broadcast_id=row.id,
            recipients=numbers.get(DeliveryStatus.PENDING.value, 0),
            left_out=numbers.get(DeliveryStatus.SKIPPED.value, 0),
        ),
    )


async def _sum_up(session: AsyncSession, row: Broadcast) -> dict[str, int]:
    """How many there are by status; keeps the zones of those who will get it."""
    counted = await session.execute(
        select(Delivery.status, Delivery.timezone, func.count())
        .where(Delivery.broadcast_id == row.id)
        .group_by(Delivery.status, Delivery.timezone)
    )
    numbers: dict[str, int] = {}
    zones: set[str | None] = set()
    for status, zone, number in counted:
        numbers[status] = numbers.get(status, 0) + number
        if status == DeliveryStatus.PENDING.value:
            zones.add(zone)
    row.zones = sorted(zones, key=lambda zone: zone or "")
    return numbers


async def _freeze(session: AsyncSession, row: Broadcast, shop: ShopSettings, now: datetime) -> None:
    """Everyone in the audience gets a row; who is left out gets one that says why."""
    statement = await broadcasts.judge_audience(
        session,
        audience=_audience.validate_json(json.dumps(row.audience)),
        topic=Topic(row.topic),
        is_test=row.is_test,
        # Whoever tests wants to see it, however often.
        is_capped=row.test_of_id is None,
        shop=shop,
        now=now,
    )
    judged = statement.subquery("judged")
    status = case(
        (judged.c.reason.is_(None), DeliveryStatus.PENDING.value),
        else_=DeliveryStatus.SKIPPED.value,
    )
    moment = literal(now, Delivery.created_at.type)
    source = select(
        literal(row.id, Delivery.broadcast_id.type),
        judged.c.id,
        judged.c.telegram_id,
        status,
        judged.c.reason,
        judged.c.timezone,
        moment,
        moment,
    )
    columns = [
        "broadcast_id", "client_id", "chat_id", "status", "reason", "timezone", "not_before",
        "created_at",
    ]  # fmt: skip
    await session.execute(insert(Delivery).from_select(columns, source))
    # Autovacuum would learn of so many new rows within a minute; until then a claim that takes
    # 0.2 ms with statistics took 130.
    await session.execute(text("ANALYZE delivery"))


async def _give_codes(
    session: AsyncSession, row: Broadcast, template_id: int, shop: ShopSettings, now: datetime
) -> None:
    """A code for each who will get the message; whoever holds this period's keeps it."""
    template = await loyalty_queries.get_template(session, template_id)
    waiting = select(Delivery.client_id).where(
        Delivery.broadcast_id == row.id, Delivery.status == DeliveryStatus.PENDING.value
    )
    people = clients.recipients()
    await loyalty.issue_many(
        session,
        SYSTEM,
        people=people.where(people.selected_columns.id.in_(waiting)),
        template=template,
        shop=shop,
        now=now,
    )
    codes = handed.newest_of_template(template_id).subquery("codes")
    await session.execute(
        update(Delivery)
        .where(
            Delivery.broadcast_id == row.id,
            Delivery.status == DeliveryStatus.PENDING.value,
            Delivery.client_id == codes.c.client_id,
        )
        .values(discount_id=codes.c.id)
        .execution_options(synchronize_session=False)
    )
