"""Codes as callers ask for them and see them."""

from datetime import datetime, time
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from dvorik.kernel.paging import PageQuery
from dvorik.kernel.schemas import MAX_ID, Id, Input, Line, Moment, Output
from dvorik.loyalty.types import DiscountKind, DiscountState

IdFilter = Annotated[int | None, Field(ge=1, le=MAX_ID)]


class DiscountIssue(Input):
    client_id: Id
    template_id: Id


class DiscountFilter(PageQuery):
    code: Line | None = Field(None, description="As typed; any reading of it.")
    client_id: IdFilter = None
    template_id: IdFilter = None
    campaign_id: IdFilter = None
    state: DiscountState | None = None
    issued_from: Moment | None = None
    issued_until: Moment | None = None
    expires_from: Moment | None = None
    expires_until: Moment | None = None
    is_test: bool = Field(False, description="True: test people only, instead of real ones.")


class DiscountView(Output):
    """`expires_at` is the first moment at which the code is void.

    Weekdays, hours and the subscription are the template's, as it is now.
    """

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
    weekdays: list[int] | None
    from_time: time | None
    until_time: time | None
    requires_subscription: bool
    usage_limit: int
    used_count: int
    starts_at: datetime
    expires_at: datetime
    issued_at: datetime
    last_used_at: datetime | None
    blocked_at: datetime | None
    is_test: bool


class DiscountRow(DiscountView):
    client_name: str


class FiguresQuery(Input):
    """Codes issued in the period; without one, all of them."""

    issued_from: Moment | None = None
    issued_until: Moment | None = None


class TemplateFigures(Output):
    """Of the codes of one template. `conversion` is redeemed codes per issued one, 0 to 1."""

    template_id: int
    template_name: str
    issued: int
    redeemed: int
    conversion: float
    redemptions: int
    discount_minor: int
    bill_minor: int


class DiscountFigures(Output):
    """Test data left out. A code is redeemed once a live redemption used it.

    `active`, `upcoming`, `used`, `expired` and `blocked` are states now and add up to `issued`.
    """

    issued: int
    redeemed: int
    active: int
    upcoming: int
    used: int
    expired: int
    blocked: int
    redemptions: int
    discount_minor: int
    bill_minor: int
    by_template: list[TemplateFigures]
