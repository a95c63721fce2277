"""What callers send about merging two cards and what they get back."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from dvorik.clients.schemas import TwoCards
from dvorik.kernel.paging import QueryInput
from dvorik.kernel.schemas import MAX_ID, Id, Input, Output


class MergeQuery(QueryInput):
    other_id: Annotated[int, Field(ge=1, le=MAX_ID, description="The card that would dissolve.")]


class MergeOrder(Input):
    other_id: Id = Field(description="The card that dissolves into the one of the address.")


class MovedCounts(Output):
    """What goes over from the dissolved card, or went."""

    codes: int
    redemptions: int
    disputes: int
    orders: int
    messages: int
    broadcasts: int = Field(description="Deliveries of broadcasts.")


class MergePreview(TwoCards):
    moves: MovedCounts
    second_codes: int = Field(
        description="Codes both have for one gift: of each pair the kept card's own one stays, and "
        "the other is void. Where the other was used up, the kept card's own one is void."
    )


class MergeView(Output):
    id: int
    kept_id: int
    dissolved_id: int
    dissolved_name: str = Field(description="Empty if nothing is known.")
    moved: MovedCounts
    voided_codes: int = Field(description="Second codes for one gift, which are void since.")
    merged_at: datetime
    merged_by_name: str | None
    undone_at: datetime | None
    undone_by_name: str | None
    can_undo: bool = Field(description="Not undone, and the last of those that stand.")


class MergeList(Output):
    items: list[MergeView] = Field(description="The newest first.")


class DoubleView(Output):
    """Somebody who may be the same person, by name and birthday."""

    id: int
    full_name: str
    username: str | None
    telegram_id: int | None
    birthday: date | None
    created_at: datetime


class Doubles(Output):
    items: list[DoubleView] = Field(description="At most 10.")
