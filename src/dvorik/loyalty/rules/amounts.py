"""What a discount is worth in money. Amounts are whole minor units."""

from decimal import Decimal

from dvorik.kernel.money import minor_per_major, round_half_up
from dvorik.loyalty.types import DiscountKind


def discount_minor(
    kind: DiscountKind,
    value: Decimal,
    *,
    bill_minor: int | None,
    max_discount_minor: int | None,
    currency: str,
) -> int | None:
    """What is taken off a bill; halves are rounded up. None: a percent of an unknown bill.

    `value` is a percent, or an amount in major units. Never more than the bill where it is
    known; a gift takes nothing off. `max_discount_minor` caps a percent.

    >>> discount_minor(DiscountKind.PERCENT, Decimal("7.5"), bill_minor=99_90,
    ...                max_discount_minor=None, currency="RUB")
    749
    """
    match kind:
        case DiscountKind.GIFT:
            return 0
        case DiscountKind.FIXED:
            amount = round_half_up(value * minor_per_major(currency))
            return amount if bill_minor is None else min(amount, bill_minor)
        case DiscountKind.PERCENT:
            if bill_minor is None:
                return None
            amount = round_half_up(bill_minor * value / 100)
            return amount if max_discount_minor is None else min(amount, max_discount_minor)
