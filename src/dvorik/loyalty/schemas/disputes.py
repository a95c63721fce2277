"""Disputes as callers send and see them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from dvorik.kernel.paging import PageQuery
from dvorik.kernel.schemas import MAX_ID, Bool, Input, Output, Paragraph
from dvorik.loyalty.types import DisputeStatus


class DisputeFilter(PageQuery):
    status: DisputeStatus | None = None
    client_id: Annotated[int | None, Field(ge=1, le=MAX_ID)] = None


class DisputeResolve(Input):
    is_confirmed: Bool = Field(description="True takes the redemption back.")
    resolution: Paragraph


class DisputeView(Output):
    id: int
    redemption_id: int
    client_id: int
    status: DisputeStatus
    opened_at: datetime
    resolved_at: datetime | None
    resolved_by_id: int | None
    resolution: str | None


class DisputeRow(DisputeView):
    """With what it is about. `worker_name` is who took the code: a cashier or an account."""

    client_name: str
    discount_id: int
    code: str
    worker_name: str | None
    redeemed_at: datetime
    bill_minor: int | None
    discount_minor: int | None
    currency: str
    resolved_by_name: str | None
