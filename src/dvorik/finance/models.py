"""What was bought, as far as figures need to know it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from dvorik.kernel.db import Base, Numbered


class Order(Numbered, Base):
    """One purchase. Never edited or deleted: a wrong one is canceled and recorded anew."""

    __tablename__ = "shop_order"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        CheckConstraint(
            "(canceled_at IS NULL) = (cancel_reason IS NULL)", name="canceled_with_reason"
        ),
        # Rows without an external id never collide: NULLs are distinct.
        Index("uq_shop_order_source_external_id", "source", "external_id", unique=True),
        Index("ix_shop_order_client_id", "client_id", "id"),
        # What `queries.figures` reads, by the index alone.
        Index(
            "ix_shop_order_ordered_at",
            "ordered_at",
            postgresql_include=["currency", "amount_minor"],
            postgresql_where=text("canceled_at IS NULL AND NOT is_test"),
        ),
    )

    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"))
    amount_minor: Mapped[int]
    currency: Mapped[str]
    source: Mapped[str]
    external_id: Mapped[str | None]
    ordered_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    is_test: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    canceled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None]
