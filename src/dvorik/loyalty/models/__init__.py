"""Tables of the loyalty feature, by noun."""

from dvorik.loyalty.models.cashiers import Cashier
from dvorik.loyalty.models.discounts import Campaign, Discount, DiscountTemplate
from dvorik.loyalty.models.redemptions import Attempt, Dispute, Redemption

__all__ = [
    "Attempt",
    "Campaign",
    "Cashier",
    "Discount",
    "DiscountTemplate",
    "Dispute",
    "Redemption",
]
