"""Campaigns as callers send and see them."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from dvorik.kernel.paging import PageQuery
from dvorik.kernel.schemas import AmountMinor, Bool, Count, Day, Id, Input, Line, Output
from dvorik.loyalty.schemas.discounts import IdFilter
from dvorik.loyalty.types import MAX_SLUG, CampaignSort, CampaignState, PictureKind

Slug = Annotated[
    str,
    StringConstraints(pattern=rf"^[A-Za-z0-9_-]{{1,{MAX_SLUG}}}$"),
    Field(description="What stands behind `ref_` in the link. Unique whatever the case."),
]
Limit = Annotated[Count, Field(ge=1)]
_STARTS = Field(None, description="First day, in the shop's zone. Null: at once.")
_ENDS = Field(None, description="Last day, included. Null: open.")
_BUDGET_COUNT = Field(None, description="Redemptions at most.")
_BUDGET_MINOR = Field(None, description="Discounts in money at most, in the shop's currency.")
_CODES_LIMIT = Field(None, description="Codes given out at most.")


class CampaignCreate(Input):
    name: Line
    slug: Slug | None = Field(None, description="Drawn at random unless it is given.")
    template_id: Id | None = Field(
        None, description="What joining gives: a template of the event `campaign`."
    )
    starts_on: Day | None = _STARTS
    ends_on: Day | None = _ENDS
    budget_count: Limit | None = _BUDGET_COUNT
    budget_minor: AmountMinor | None = _BUDGET_MINOR
    codes_limit: Limit | None = _CODES_LIMIT
    is_active: Bool = True


class CampaignEdit(Input):
    """What is left out stays. Switching off stops the codes that people hold as well."""

    name: Line | None = None
    slug: Slug | None = Field(None, description="Only while nobody has come by the link.")
    template_id: Id | None = None
    starts_on: Day | None = _STARTS
    ends_on: Day | None = _ENDS
    budget_count: Limit | None = _BUDGET_COUNT
    budget_minor: AmountMinor | None = _BUDGET_MINOR
    codes_limit: Limit | None = _CODES_LIMIT
    is_active: Bool | None = None


class CampaignFilter(PageQuery):
    search: Line | None = Field(None, description="Part of the name or of the link.")
    state: CampaignState | None = Field(None, description="Archived ones only if asked for.")
    template_id: IdFilter = None
    sort: CampaignSort = CampaignSort.NEWEST


class PictureQuery(Input):
    format: PictureKind = PictureKind.PNG
    size: Annotated[
        int, Field(ge=100, le=2000, description="Pixels; a PNG is as near below as is sharp.")
    ] = 600


class CodeMoney(Output):
    """Live redemptions of certain codes in one currency."""

    currency: str
    redemptions: int
    bills: int = Field(description="Redemptions with a bill.")
    bill_minor: int
    discount_minor: int


class CampaignFigures(Output):
    """Test people left out. How each is counted: docs/figures.md."""

    clicks: int = Field(description="Presses of Start with the link.")
    people: int = Field(description="Who pressed, each once.")
    joined: int = Field(description="New clients who came by the link.")
    subscribed: int = Field(description="Of these, in the channel now.")
    codes_issued: int
    codes_redeemed: int = Field(description="Of the codes issued, used at least once.")
    redemptions: int
    money: list[CodeMoney] = Field(description="The shop's currency first, then by code.")


class CampaignView(Output):
    """`used_*` count live redemptions and `issued_count` codes, each only while it is limited."""

    id: int
    name: str
    slug: str
    link: str | None = Field(description="Null while no client bot is known.")
    template_id: int | None
    template_name: str | None
    starts_on: date | None
    ends_on: date | None
    state: CampaignState
    is_active: bool
    is_exhausted: bool = Field(description="A limit is reached: no more codes are given out.")
    budget_count: int | None
    budget_minor: int | None
    codes_limit: int | None
    used_count: int
    used_minor: int
    issued_count: int
    figures: CampaignFigures = Field(description="Since it was made, up to now.")
    version: int
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None
