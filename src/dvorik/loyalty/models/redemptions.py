"""What came of codes at the counter."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from dvorik.kernel.db import Base, Numbered


class Redemption(Numbered, Base):
    """A code that was taken. Undoing or reversing it fills `canceled_*`; the row stays."""

    __tablename__ = "redemption"
    __table_args__ = (
        CheckConstraint("bill_minor >= 0 AND discount_minor >= 0", name="amounts_not_negative"),
        Index("ix_redemption_discount_id", "discount_id"),
        # What each client spent by the index alone (bench/segments.py).
        Index(
            "ix_redemption_client_id",
            "client_id",
            "id",
            postgresql_include=[
                "redeemed_at",
                "template_id",
                "bill_minor",
                "currency",
                "canceled_at",
            ],
        ),
        Index("ix_redemption_cashier_id", "cashier_id", "id"),
        Index(
            "ix_redemption_campaign_id",
            "campaign_id",
            "redeemed_at",
            postgresql_include=[
                "canceled_at",
                "currency",
                "bill_minor",
                "discount_minor",
                "is_test",
            ],
            postgresql_where=text("campaign_id IS NOT NULL"),
        ),
        # Sums of a period by the index alone (bench/kpi.py).
        Index(
            "ix_redemption_redeemed_at",
            "redeemed_at",
            postgresql_include=[
                "canceled_at",
                "currency",
                "bill_minor",
                "discount_minor",
                "is_test",
                "cashier_id",
            ],
        ),
        # The few that do not stand, for which the table itself is read.
        Index(
            "ix_redemption_canceled",
            "redeemed_at",
            postgresql_where=text("canceled_at IS NOT NULL"),
        ),
    )

    operation: Mapped[str] = mapped_column(unique=True)
    discount_id: Mapped[int] = mapped_column(ForeignKey("discount.id"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    template_id: Mapped[int] = mapped_column(ForeignKey("discount_template.id"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    cashier_id: Mapped[int | None] = mapped_column(ForeignKey("cashier.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    bill_minor: Mapped[int | None]
    discount_minor: Mapped[int | None]
    currency: Mapped[str]
    redeemed_at: Mapped[datetime]
    canceled_at: Mapped[datetime | None]
    canceled_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    cancel_reason: Mapped[str | None]
    is_test: Mapped[bool]


class Attempt(Numbered, Base):
    """One try at a code, whatever came of it. Append-only."""

    __tablename__ = "redemption_attempt"
    __table_args__ = (
        Index(
            "ix_redemption_attempt_attempted_at",
            "attempted_at",
            postgresql_include=["status", "cashier_id", "is_test"],
        ),
        Index("ix_redemption_attempt_code", "code", "id"),
        Index("ix_redemption_attempt_cashier_id", "cashier_id", "id"),
        Index("ix_redemption_attempt_discount_id", "discount_id", "id"),
        Index("ix_redemption_attempt_redemption_id", "redemption_id"),
    )

    attempted_at: Mapped[datetime]
    code: Mapped[str]
    status: Mapped[str]
    reason: Mapped[str | None]
    discount_id: Mapped[int | None] = mapped_column(ForeignKey("discount.id"))
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"))
    cashier_id: Mapped[int | None] = mapped_column(ForeignKey("cashier.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    redemption_id: Mapped[int | None] = mapped_column(ForeignKey("redemption.id"))
    bill_minor: Mapped[int | None]
    is_test: Mapped[bool] = mapped_column(default=False)


class Dispute(Numbered, Base):
    """A client says a redemption was not theirs."""

    __tablename__ = "dispute"
    __table_args__ = (Index("ix_dispute_open", "id", postgresql_where=text("status = 'open'")),)

    redemption_id: Mapped[int] = mapped_column(ForeignKey("redemption.id"), unique=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    status: Mapped[str]
    opened_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    resolution: Mapped[str | None]
