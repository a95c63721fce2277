"""Recording purchases and taking them back."""

from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries as clients
from dvorik.finance import queries
from dvorik.finance.errors import OrderDiffers, OrderedInFuture
from dvorik.finance.events import OrderCanceled, OrderRecorded
from dvorik.finance.models import Order
from dvorik.finance.schemas import OrderCreate
from dvorik.kernel import events
from dvorik.kernel.actor import Actor, Permission
from dvorik.kernel.belongings import Belonging, Belongings
from dvorik.settings.schemas import ShopSettings

BELONGINGS = Belongings(Belonging(Order.client_id))
"""What belongs to a client here, and goes with them when two cards become one."""

CLOCK_SKEW = timedelta(minutes=5)
"""How far ahead of ours the clock of a till may run."""


async def record_order(
    session: AsyncSession, actor: Actor, *, order: OrderCreate, shop: ShopSettings, now: datetime
) -> Order:
    """Keep a purchase. The same external id of a source again gives the order it made first.

    Raises `ClientNotFound`, `OrderedInFuture`, and `OrderDiffers` when the external id came
    before with other money or another client.
    """
    actor.require(Permission.ORDERS_EDIT)
    ordered_at = order.ordered_at or now
    if ordered_at > now + CLOCK_SKEW:
        raise OrderedInFuture(now=now.isoformat())
    currency = order.currency or shop.currency
    recorded = await _insert(session, order, ordered_at=ordered_at, currency=currency, now=now)
    if recorded is None:
        return await _first_of(session, order, currency)
    event = OrderRecorded(
        order_id=recorded.id,
        client_id=recorded.client_id,
        amount_minor=recorded.amount_minor,
        currency=recorded.currency,
    )
    events.record(session, actor, event)
    return recorded


async def cancel_order(
    session: AsyncSession, actor: Actor, *, order_id: int, reason: str, now: datetime
) -> Order:
    """Leave the order out of every sum. Twice is like once: the first reason stays.

    Locks the order. Raises `OrderNotFound`.
    """
    actor.require(Permission.ORDERS_EDIT)
    order = await queries.lock_order(session, order_id)
    if order.canceled_at is not None:
        return order
    order.canceled_at, order.cancel_reason = now, reason
    event = OrderCanceled(
        order_id=order_id,
        client_id=order.client_id,
        amount_minor=order.amount_minor,
        currency=order.currency,
    )
    events.record(session, actor, event)
    return order


async def _insert(
    session: AsyncSession,
    order: OrderCreate,
    *,
    ordered_at: datetime,
    currency: str,
    now: datetime,
) -> Order | None:
    """None when the source sent this external id before."""
    is_test = False
    if order.client_id is not None:
        is_test = (await clients.get_client(session, order.client_id)).is_test
    # The unique key decides, also between two requests at once: the later waits for the first.
    recorded: Order | None = await session.scalar(
        insert(Order)
        .values(
            **order.model_dump(exclude={"note"}) | {"currency": currency, "ordered_at": ordered_at},
            note=order.note or "",
            is_test=is_test,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Order.source, Order.external_id])
        .returning(Order)
    )
    return recorded


async def _first_of(session: AsyncSession, order: OrderCreate, currency: str) -> Order:
    assert order.external_id is not None
    first = await queries.find_by_external_id(
        session, source=order.source, external_id=order.external_id
    )
    assert first is not None
    is_same_money = (first.amount_minor, first.currency) == (order.amount_minor, currency)
    if not is_same_money or order.client_id not in {None, first.client_id}:
        raise OrderDiffers(order_id=first.id)
    return first
