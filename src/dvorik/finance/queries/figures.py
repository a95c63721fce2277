"""What analytics may know of orders: selects over the private table. Test data left out."""

from sqlalchemy import Select, func, select

from dvorik.finance.models import Order
from dvorik.kernel.steps import Bounds, FiguresSelect, step_of, within


def orders_by_step(bounds: Bounds) -> FiguresSelect:
    """(step, currency, orders, orders_minor) of orders that stand."""
    return (
        select(
            step_of(Order.ordered_at, bounds).label("step"),
            Order.currency,
            func.count().label("orders"),
            func.sum(Order.amount_minor).label("orders_minor"),
        )
        .where(Order.canceled_at.is_(None), ~Order.is_test, *within(Order.ordered_at, bounds))
        .group_by("step", Order.currency)
    )


def orders_of(people: Select[int], bounds: Bounds) -> FiguresSelect:
    """(currency, orders, orders_minor) of what `people` (their ids) ordered in the period."""
    return (
        select(
            Order.currency,
            func.count().label("orders"),
            func.sum(Order.amount_minor).label("orders_minor"),
        )
        .where(
            Order.canceled_at.is_(None),
            ~Order.is_test,
            Order.client_id.in_(people),
            *within(Order.ordered_at, bounds),
        )
        .group_by(Order.currency)
    )
