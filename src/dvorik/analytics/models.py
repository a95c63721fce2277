"""Figures of past days, counted once. A copy of what other tables say: it may be emptied at any
time, and is written anew every night.
"""

from datetime import date
from decimal import Decimal

from sqlalchemy import Numeric
from sqlalchemy.orm import Mapped, mapped_column

from dvorik.kernel.db import Base

# Sums of 64-bit amounts outgrow 64 bits.
_SUM = Numeric(40, 0)


class DayFigures(Base):
    """One business day of one zone. `audience*` are states at its end, the rest are counts."""

    __tablename__ = "day_figures"

    timezone: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    joined: Mapped[int]
    blocked: Mapped[int]
    subscribed: Mapped[int]
    unsubscribed: Mapped[int]
    audience: Mapped[int]
    audience_subscribed: Mapped[int]
    issued: Mapped[int]
    redeemed: Mapped[int]
    expired: Mapped[int]
    attempts: Mapped[int]
    refused: Mapped[int]


class DayMoney(Base):
    """One business day of one zone in one currency; a day without money has no row."""

    __tablename__ = "day_money"

    timezone: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    redemptions: Mapped[int]
    bills: Mapped[int]
    bill_minor: Mapped[Decimal] = mapped_column(_SUM)
    discount_minor: Mapped[Decimal] = mapped_column(_SUM)
    orders: Mapped[int]
    orders_minor: Mapped[Decimal] = mapped_column(_SUM)
