"""Orders as callers send and see them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from dvorik.kernel.paging import PageQuery
from dvorik.kernel.schemas import (
    MAX_ID,
    AmountMinor,
    Id,
    Input,
    Line,
    Moment,
    Output,
    Paragraph,
)
from dvorik.settings.schemas import CurrencyCode

IdFilter = Annotated[int | None, Field(ge=1, le=MAX_ID)]
SourceName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,39}$")]

BY_HAND = "manual"
"""The source of an order that a person typed in."""


class OrderCreate(Input):
    client_id: Id | None = Field(None, description="Null: nobody knows who bought it.")
    amount_minor: AmountMinor
    currency: CurrencyCode | None = Field(None, description="The shop's own unless it is given.")
    source: SourceName = Field(BY_HAND, description="The program that sends it: till, site.")
    external_id: Line | None = Field(
        None, description="Its number at the source: sent again, it makes no second order."
    )
    ordered_at: Moment | None = Field(None, description="Now, unless it is given.")
    note: Paragraph | None = None


class OrderCancel(Input):
    reason: Paragraph


class OrderFilter(PageQuery):
    client_id: IdFilter = None
    source: SourceName | None = None
    external_id: Line | None = None
    currency: CurrencyCode | None = None
    ordered_from: Moment | None = None
    ordered_until: Moment | None = Field(None, description="Not included.")
    is_canceled: bool | None = None
    is_test: bool = Field(default=False, description="Test people's orders instead of real ones.")


class OrderView(Output):
    id: int
    client_id: int | None
    amount_minor: int
    currency: str
    source: str
    external_id: str | None
    ordered_at: datetime
    note: str
    is_test: bool
    created_at: datetime
    canceled_at: datetime | None
    cancel_reason: str | None
