"""Where clients come from, and every press of a link that led them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from dvorik.kernel.db import Base, Numbered


class Campaign(Numbered, Base):
    """A source of clients (`ref_<slug>`) with its own discount and caps.

    `used_*` as in `DiscountTemplate`; `issued_count` is kept likewise, while there is a
    `codes_limit`.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("used_count >= 0 AND used_minor >= 0", name="used_not_negative"),
        CheckConstraint(
            "budget_count IS NULL OR used_count <= budget_count", name="budget_count_kept"
        ),
        CheckConstraint(
            "budget_minor IS NULL OR used_minor <= budget_minor", name="budget_money_kept"
        ),
        CheckConstraint(
            "ends_at IS NULL OR starts_at IS NULL OR starts_at < ends_at", name="period"
        ),
        CheckConstraint(
            "codes_limit IS NULL OR issued_count <= codes_limit", name="codes_limit_kept"
        ),
        # Links are read aloud and typed from paper: two that differ by case would be one mistake.
        Index("uq_campaign_slug", text("lower(slug)"), unique=True),
    )

    name: Mapped[str]
    slug: Mapped[str]
    template_id: Mapped[int | None] = mapped_column(ForeignKey("discount_template.id"))
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    budget_count: Mapped[int | None]
    budget_minor: Mapped[int | None]
    codes_limit: Mapped[int | None]
    used_count: Mapped[int] = mapped_column(default=0)
    used_minor: Mapped[int] = mapped_column(default=0)
    issued_count: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    archived_at: Mapped[datetime | None]


class CampaignClick(Numbered, Base):
    """One press of Start with a campaign's link. Append-only: a counter on the campaign would make
    everybody who presses at once wait for one row, and could not tell one day from another.
    """

    __tablename__ = "campaign_click"
    __table_args__ = (
        Index(
            "ix_campaign_click_campaign_id",
            "campaign_id",
            "clicked_at",
            postgresql_include=["client_id", "is_test"],
        ),
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    clicked_at: Mapped[datetime]
    is_test: Mapped[bool]
