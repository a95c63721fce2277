"""Reads and locks of the finance feature: its public face together with `actions`."""

from dvorik.finance.queries.figures import orders_by_step, orders_of
from dvorik.finance.queries.orders import find_by_external_id, get_order, list_orders, lock_order

__all__ = [
    "find_by_external_id",
    "get_order",
    "list_orders",
    "lock_order",
    "orders_by_step",
    "orders_of",
]
