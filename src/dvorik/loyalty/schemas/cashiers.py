"""Cashiers as callers see them."""

from datetime import datetime

from pydantic import Field

from dvorik.kernel.paging import PageQuery
from dvorik.kernel.schemas import Input, Line, Moment, Output


class CashierPeriod(Input):
    """From and until, without `until` itself; open ends are open."""

    since: Moment | None = None
    until: Moment | None = None


class CashierFilter(PageQuery, CashierPeriod):
    """The period is that of the figures; it leaves nobody out."""

    active: bool | None = Field(None, description="False: those turned down or deactivated too.")
    waiting: bool | None = Field(None, description="Whether nobody has decided about them yet.")
    search: Line | None = Field(None, description="Part of the name or the username.")


class CashierView(Output):
    """Waiting for approval: neither active nor ever approved nor turned down."""

    id: int
    telegram_id: int
    username: str | None
    display_name: str
    language: str
    account_id: int | None
    is_active: bool
    requested_at: datetime
    approved_by_id: int | None
    approved_at: datetime | None
    deactivated_at: datetime | None
    wrong_streak: int


class CashierFigures(Output):
    """What the cashier did in the period; test people's codes left out."""

    attempts: int
    refused: int
    wrong_codes: int
    redemptions: int
    undone: int
    reversed: int
    bill_minor: int = Field(description="Of the redemptions that stand, like the discounts.")
    discount_minor: int


class CashierDetails(CashierView):
    approved_by_name: str | None
    is_streak_alarming: bool = Field(
        description="As many wrong codes in a row as the setting `wrong_code_alert` says, or more."
    )
    figures: CashierFigures
