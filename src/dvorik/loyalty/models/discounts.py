"""What may be given, and to whom it was given."""

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Numeric, SmallInteger, func, text
from sqlalchemy.orm import Mapped, mapped_column

from dvorik.kernel.db import Base, Numbered


class DiscountTemplate(Numbered, Base):
    """`used_*` are sums of live redemptions, kept (only while there is a budget) to be locked."""

    __tablename__ = "discount_template"
    __table_args__ = (
        CheckConstraint(
            "value >= 0 AND (kind <> 'percent' OR value <= 100)", name="value_in_range"
        ),
        CheckConstraint(
            "(usage_type = 'single') = (usage_limit = 1)", name="usage_limit_fits_type"
        ),
        CheckConstraint("usage_limit >= 1", name="usage_limit_positive"),
        CheckConstraint("duration_days >= 1", name="duration_positive"),
        CheckConstraint("used_count >= 0 AND used_minor >= 0", name="used_not_negative"),
        CheckConstraint(
            "budget_count IS NULL OR used_count <= budget_count", name="budget_count_kept"
        ),
        CheckConstraint(
            "budget_minor IS NULL OR used_minor <= budget_minor", name="budget_money_kept"
        ),
    )

    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    value: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    event: Mapped[str] = mapped_column(index=True)
    usage_type: Mapped[str]
    usage_limit: Mapped[int] = mapped_column(default=1)
    duration_days: Mapped[int]
    recurrence: Mapped[dict[str, Any]]
    min_bill_minor: Mapped[int | None]
    max_discount_minor: Mapped[int | None]
    weekdays: Mapped[list[int] | None] = mapped_column(ARRAY(SmallInteger))
    from_time: Mapped[time | None]
    until_time: Mapped[time | None]
    requires_subscription: Mapped[bool] = mapped_column(default=False)
    budget_count: Mapped[int | None]
    budget_minor: Mapped[int | None]
    used_count: Mapped[int] = mapped_column(default=0)
    used_minor: Mapped[int] = mapped_column(default=0)
    alphabet: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    deleted_at: Mapped[datetime | None]


class Discount(Numbered, Base):
    """One code of one client. Terms a later edit must not change are copied from the template."""

    __tablename__ = "discount"
    __table_args__ = (
        CheckConstraint("used_count >= 0 AND used_count <= usage_limit", name="limit_kept"),
        Index(
            "uq_discount_template_id_client_id_period",
            "template_id",
            "client_id",
            "period",
            unique=True,
        ),
        Index("ix_discount_client_id", "client_id", "id"),
        # Conversion by the index alone (bench/kpi.py); `used_count` is in a predicate below anyway.
        Index(
            "ix_discount_issued_at",
            "issued_at",
            postgresql_include=["template_id", "campaign_id", "used_count"],
            postgresql_where=text("NOT is_test"),
        ),
        Index(
            "ix_discount_expires_at",
            "expires_at",
            # Who holds what now by the index alone (bench/segments.py).
            postgresql_include=[
                "client_id",
                "template_id",
                "starts_at",
                "blocked_at",
                "issued_at",
            ],
            postgresql_where=text("used_count < usage_limit"),
        ),
        Index(
            "ix_discount_campaign_id",
            "campaign_id",
            "issued_at",
            postgresql_include=["used_count", "is_test"],
            postgresql_where=text("campaign_id IS NOT NULL"),
        ),
    )

    code: Mapped[str] = mapped_column(unique=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("discount_template.id"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    period: Mapped[str]
    kind: Mapped[str]
    value: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    min_bill_minor: Mapped[int | None]
    max_discount_minor: Mapped[int | None]
    usage_limit: Mapped[int]
    used_count: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    issued_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    is_test: Mapped[bool]
