"""Redemptions and attempts as callers send and see them."""

from datetime import datetime, time
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from dvorik.kernel.paging import CursorQuery, PageQuery
from dvorik.kernel.schemas import MAX_ID, AmountMinor, Input, Line, Moment, Output, Paragraph
from dvorik.loyalty.types import (
    AttemptReason,
    AttemptStatus,
    DiscountKind,
    RedemptionSort,
    RedemptionState,
)

IdFilter = Annotated[int | None, Field(ge=1, le=MAX_ID)]


class DiscountRedeem(Input):
    code: Line = Field(description="As typed: case, spaces, look-alikes and layout are forgiven.")
    bill_minor: AmountMinor | None = None


class DiscountLookUp(Input):
    code: Line = Field(description="As typed.")
    bill_minor: AmountMinor | None = None


class RedemptionReverse(Input):
    reason: Paragraph


class CodeFoundView(Output):
    """A code that is good at the moment. Nothing was taken."""

    discount_id: int
    code: str
    client_id: int
    client_name: str
    template_name: str
    kind: DiscountKind
    value: Decimal
    currency: str
    usage_limit: int
    used_count: int
    expires_at: datetime
    min_bill_minor: int | None
    max_discount_minor: int | None
    weekdays: list[int] | None
    from_time: time | None
    until_time: time | None
    requires_subscription: bool
    needs_bill: bool
    bill_minor: int | None
    discount_minor: int | None


class CodeRedeemedView(Output):
    redemption_id: int
    discount_id: int
    code: str
    client_id: int
    template_id: int
    template_name: str
    campaign_id: int | None
    kind: DiscountKind
    value: Decimal
    bill_minor: int | None
    discount_minor: int | None
    currency: str
    redeemed_at: datetime
    undo_until: datetime


class RedemptionFilter(PageQuery):
    client_id: IdFilter = None
    discount_id: IdFilter = None
    template_id: IdFilter = None
    campaign_id: IdFilter = None
    cashier_id: IdFilter = None
    redeemed_from: Moment | None = None
    redeemed_until: Moment | None = None
    is_canceled: bool | None = None
    state: RedemptionState | None = None
    code: Line | None = Field(None, description="As typed; any reading of it.")
    is_test: bool = Field(False, description="True: test people only, instead of real ones.")
    sort: RedemptionSort = RedemptionSort.NEWEST


class RedemptionView(Output):
    id: int
    discount_id: int
    code: str
    client_id: int
    template_id: int
    campaign_id: int | None
    cashier_id: int | None
    account_id: int | None
    bill_minor: int | None
    discount_minor: int | None
    currency: str
    redeemed_at: datetime
    canceled_at: datetime | None
    canceled_by_account_id: int | None
    cancel_reason: str | None
    is_test: bool


class RedemptionRow(RedemptionView):
    """With the names that a list shows."""

    state: RedemptionState
    client_name: str
    template_name: str
    taken_by_name: str | None = Field(description="The cashier, or the account that did it.")


class AttemptFilter(CursorQuery):
    status: AttemptStatus | None = None
    reason: AttemptReason | None = None
    code: Line | None = Field(None, description="As typed; any reading of it.")
    client_id: IdFilter = None
    discount_id: IdFilter = None
    cashier_id: IdFilter = None
    account_id: IdFilter = None
    attempted_from: Moment | None = None
    attempted_until: Moment | None = None
    is_test: bool = Field(False, description="True: test people only, instead of real ones.")


class AttemptView(Output):
    id: int
    attempted_at: datetime
    code: str
    status: AttemptStatus
    reason: AttemptReason | None
    discount_id: int | None
    client_id: int | None
    cashier_id: int | None
    account_id: int | None
    redemption_id: int | None
    bill_minor: int | None
    is_test: bool
