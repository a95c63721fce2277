"""Figures of a period. How each is computed: docs/figures.md."""

from datetime import date, datetime

from pydantic import Field

from dvorik.analytics.types import Comparison, Step
from dvorik.kernel.schemas import Day, Input, Output
from dvorik.loyalty.schemas.campaigns import CodeMoney


class KpiQuery(Input):
    """Days of the shop's zone; the last 30 unless they are given. At most three years."""

    from_on: Day | None = None
    until_on: Day | None = Field(None, description="Included.")
    compare: Comparison = Field(
        Comparison.BEFORE, description="With as many days before the period, or with nothing."
    )


class TradeQuery(KpiQuery):
    step: Step = Field(Step.DAY, description="Weeks begin on Monday. At most 400 steps.")


class MoneyFigures(Output):
    """Sums in one currency. Other currencies stand apart: nothing is ever converted."""

    currency: str
    bills: int = Field(description="Redemptions with a bill.")
    bill_minor: int
    average_bill_minor: int | None = Field(description="Null without bills.")
    discount_minor: int
    orders: int
    orders_minor: int
    average_order_minor: int | None = Field(description="Null without orders.")


class Figures(Output):
    """What happened in a period. Test data and canceled redemptions and orders are left out."""

    joined: int
    blocked: int = Field(description="Blocked the bot then and block it still.")
    subscribed: int = Field(description="Times that somebody entered the channel.")
    unsubscribed: int = Field(description="Times that somebody left the channel.")
    audience: int = Field(description="At the end of the period.")
    audience_subscribed: int = Field(description="At the end of the period.")
    subscribed_share: float | None = Field(description="Of the audience; null without one.")
    codes_issued: int
    codes_redeemed: int = Field(description="Of those issued in the period, up to now.")
    conversion: float | None = Field(description="Redeemed of issued; null without codes.")
    codes_expired: int
    attempts: int
    attempts_refused: int
    redemptions: int
    money: list[MoneyFigures] = Field(description="The shop's currency first, then by code.")


class PeriodFigures(Figures):
    from_on: date
    until_on: date = Field(description="Included.")


class Kpi(Output):
    timezone: str = Field(description="Decides what a day is.")
    period: PeriodFigures
    before: PeriodFigures | None = Field(description="As many days before; null if not asked for.")


class Conversion(Output):
    id: int
    name: str
    issued: int
    redeemed: int
    conversion: float


class BroadcastResult(Output):
    """One broadcast that started in the period, and all that came of it up to now."""

    id: int
    title: str
    started_at: datetime
    recipients: int = Field(description="Without those who were left out or called off.")
    sent: int
    blocked: int = Field(description="Had blocked the bot, or were gone.")
    failed: int
    unknown: int = Field(description="Left, and no answer came.")
    clicked: int = Field(description="People who pressed a button that can be counted.")
    codes: int = Field(description="Personal codes it brought.")
    redeemed: int = Field(description="Of these, used since it started.")
    conversion: float | None = Field(description="Redeemed of codes; null without codes.")
    redemptions: int
    money: list[CodeMoney] = Field(description="The shop's currency first, then by code.")


class CashierWork(Output):
    id: int
    name: str
    attempts: int
    refused: int
    redemptions: int
    undone: int = Field(description="Taken back at the counter.")
    reversed: int = Field(description="Taken back later, with a reason.")


class HourFigures(Output):
    weekday: int = Field(description="1 is Monday.")
    hour: int = Field(description="Wall-clock time of the shop.")
    redemptions: int


class Trade(Output):
    """Every step has a point, empty ones too; the first and the last may be parts of one."""

    timezone: str
    step: Step
    points: list[PeriodFigures]
    before: list[PeriodFigures] | None = Field(description="The period before, cut likewise.")
    by_template: list[Conversion] = Field(description="Of the codes issued in the period.")
    by_campaign: list[Conversion]
    by_broadcast: list[BroadcastResult] = Field(
        description="Those that started in the period, newest first; at most 100."
    )
    by_cashier: list[CashierWork]
    by_hour: list[HourFigures] = Field(description="All 168 hours of a week, from Monday 00.")
