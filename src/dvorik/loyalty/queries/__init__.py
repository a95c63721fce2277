"""Reads and locks of the loyalty feature: its public face together with `actions`."""

from dvorik.loyalty.queries.campaigns import find_campaign_by_slug
from dvorik.loyalty.queries.cashiers import actor_of, find_cashier_by_telegram
from dvorik.loyalty.queries.discounts import list_active_of_client

__all__ = [
    "actor_of",
    "find_campaign_by_slug",
    "find_cashier_by_telegram",
    "list_active_of_client",
]
