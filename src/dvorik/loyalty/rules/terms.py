"""Which fields of a template contradict each other."""

from collections.abc import Iterator, Mapping
from typing import Any

from dvorik.loyalty.types import DiscountKind, RecurrenceType, UsageType

MAY_BE_EMPTY = frozenset(
    {
        "min_bill_minor", "max_discount_minor", "weekdays", "from_time", "until_time",
        "budget_count", "budget_minor",
    }
)  # fmt: skip


def contradictions(terms: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(field, code) of everything wrong with the whole of a template; empty when it is sound."""
    empty = [(field, "null") for field in terms if terms[field] is None]
    if missing := [item for item in empty if item[0] not in MAY_BE_EMPTY]:
        return missing
    return [*_value(terms), *_uses(terms), *_recurrence(terms), *_windows(terms)]


def _value(terms: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind, value = DiscountKind(terms["kind"]), terms["value"]
    if kind is DiscountKind.PERCENT and not 0 < value <= 100:
        yield "value", "percent_out_of_range"
    if kind is DiscountKind.FIXED and value <= 0:
        yield "value", "amount_not_positive"
    if kind is DiscountKind.GIFT and value != 0:
        yield "value", "gift_has_value"
    if kind is DiscountKind.GIFT and not terms["description"].strip():
        yield "description", "gift_not_described"
    if kind is not DiscountKind.PERCENT and terms["max_discount_minor"] is not None:
        yield "max_discount_minor", "cap_without_percent"


def _uses(terms: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    is_single = UsageType(terms["usage_type"]) is UsageType.SINGLE
    if is_single != (terms["usage_limit"] == 1):
        yield "usage_limit", "limit_contradicts_type"


def _recurrence(terms: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind, days = terms["recurrence"]["type"], terms["recurrence"]["value"]
    if (RecurrenceType(kind) is RecurrenceType.DAYS) != (days is not None):
        yield "recurrence", "days_contradict_type"


def _windows(terms: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if (terms["from_time"] is None) != (terms["until_time"] is None):
        yield "until_time", "half_a_window"
    elif terms["from_time"] is not None and terms["from_time"] == terms["until_time"]:
        yield "until_time", "empty_window"
