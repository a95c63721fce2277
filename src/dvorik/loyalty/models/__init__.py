"""Tables of the loyalty feature, by noun."""

from dvorik.loyalty.models.campaigns import Campaign, CampaignClick
from dvorik.loyalty.models.cashiers import Cashier
from dvorik.loyalty.models.discounts import Discount, DiscountTemplate
from dvorik.loyalty.models.redemptions import Attempt, Dispute, Redemption

__all__ = [
    "Attempt",
    "Campaign",
    "CampaignClick",
    "Cashier",
    "Discount",
    "DiscountTemplate",
    "Dispute",
    "Redemption",
]
