"""What a campaign brought. How each figure is computed: docs/figures.md."""

from datetime import date

from pydantic import Field

from dvorik.analytics.types import Step
from dvorik.kernel.schemas import Day, Input, Output
from dvorik.loyalty.schemas.campaigns import CampaignFigures


class FunnelQuery(Input):
    """Days of the shop's zone. At most three years."""

    from_on: Day | None = Field(None, description="Since the campaign was made, unless given.")
    until_on: Day | None = Field(None, description="Included. Until today, unless given.")
    step: Step | None = Field(None, description="Such as keeps the points readable.")


class FunnelFigures(CampaignFigures):
    """From a press to money. Each figure is of the period; rates are null of nothing."""

    join_rate: float | None = Field(description="Joined of people.")
    subscribe_rate: float | None = Field(description="Subscribed of joined.")
    redeem_rate: float | None = Field(description="Redeemed of the codes issued.")


class FunnelPoint(FunnelFigures):
    from_on: date
    until_on: date = Field(description="Included.")


class PeopleMoney(Output):
    """What people paid, in one currency. A bill and an order may be one purchase."""

    currency: str
    bills: int
    bill_minor: int
    orders: int
    orders_minor: int


class Funnel(Output):
    campaign_id: int
    timezone: str = Field(description="Decides what a day is.")
    step: Step
    total: FunnelPoint
    points: list[FunnelPoint] = Field(
        description="Somebody who pressed in two of them is one of the people in each."
    )
    people_money: list[PeopleMoney] = Field(
        description="Paid in the period by those whom the campaign ever brought, with any code."
    )
