from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.finance.errors import OrderNotFound
from dvorik.finance.models import Order
from dvorik.finance.schemas import OrderFilter, OrderView
from dvorik.kernel.paging import Page, count


async def get_order(session: AsyncSession, order_id: int) -> Order:
    """Raises `OrderNotFound`."""
    if (found := await session.get(Order, order_id)) is None:
        raise OrderNotFound(order_id=order_id)
    return found


async def lock_order(session: AsyncSession, order_id: int) -> Order:
    """The order as it is now, locked until the transaction ends. Raises `OrderNotFound`."""
    found = await session.get(Order, order_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise OrderNotFound(order_id=order_id)
    return found


async def find_by_external_id(
    session: AsyncSession, *, source: str, external_id: str
) -> Order | None:
    """What the source sent under this id, canceled since or not."""
    found: Order | None = await session.scalar(
        select(Order).where(Order.source == source, Order.external_id == external_id)
    )
    return found


async def list_orders(session: AsyncSession, wanted: OrderFilter) -> Page[OrderView]:
    """Newest first."""
    statement = select(Order).where(*_criteria(wanted))
    rows = await session.scalars(
        statement.order_by(Order.ordered_at.desc(), Order.id.desc())
        .offset(wanted.offset)
        .limit(wanted.limit)
    )
    return Page(
        items=[OrderView.model_validate(row) for row in rows],
        total=await count(session, statement),
        page=wanted.page,
        limit=wanted.limit,
    )


def _criteria(wanted: OrderFilter) -> list[ColumnElement[bool]]:
    equal: dict[Any, object] = {
        Order.client_id: wanted.client_id,
        Order.source: wanted.source,
        Order.external_id: wanted.external_id,
        Order.currency: wanted.currency,
    }
    criteria = [column == value for column, value in equal.items() if value is not None]
    criteria.append(Order.is_test.is_(True) if wanted.is_test else ~Order.is_test)
    if wanted.ordered_from is not None:
        criteria.append(Order.ordered_at >= wanted.ordered_from)
    if wanted.ordered_until is not None:
        criteria.append(Order.ordered_at < wanted.ordered_until)
    if wanted.is_canceled is not None:
        is_live = Order.canceled_at.is_(None)
        criteria.append(~is_live if wanted.is_canceled else is_live)
    return criteria
