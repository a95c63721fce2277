"""Codes as callers see them."""

from datetime import datetime
from decimal import Decimal

from dvorik.kernel.schemas import Output
from dvorik.loyalty.types import DiscountKind, DiscountState


class DiscountView(Output):
    id: int
    code: str
    state: DiscountState
    template_id: int
    template_name: str
    client_id: int
    campaign_id: int | None
    kind: DiscountKind
    value: Decimal
    min_bill_minor: int | None
    max_discount_minor: int | None
    usage_limit: int
    used_count: int
    starts_at: datetime
    expires_at: datetime
    issued_at: datetime
    last_used_at: datetime | None
    blocked_at: datetime | None
    is_test: bool
