"""Reads over several features: the public face of analytics."""

from dvorik.analytics.queries.attention import list_attention
from dvorik.analytics.queries.audit import get_user_card, list_actors, list_audit, list_types
from dvorik.analytics.queries.funnel import describe_funnel
from dvorik.analytics.queries.kpi import describe_kpi, describe_trade
from dvorik.analytics.queries.rolled import is_roll_up_due

__all__ = [
    "describe_funnel",
    "describe_kpi",
    "describe_trade",
    "get_user_card",
    "is_roll_up_due",
    "list_actors",
    "list_attention",
    "list_audit",
    "list_types",
]
