"""Merges of two cards, with everything that undoing one has to know."""

from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from dvorik.kernel.db import Base, Numbered


class ClientMerge(Numbered, Base):
    """`before` and `after` are what the kept card said; the dissolved one tells it of itself still.

    `moved` are ids by table; `voided_ids` are codes that were a second gift to one person.
    """

    __tablename__ = "client_merge"
    __table_args__ = (
        CheckConstraint("kept_id <> dissolved_id", name="two_clients"),
        Index(
            "uq_client_merge_dissolved_id",
            "dissolved_id",
            unique=True,
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index("ix_client_merge_kept_id", "kept_id", "id"),
    )

    kept_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    dissolved_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    is_account_exchanged: Mapped[bool]
    moved: Mapped[dict[str, Any]]
    voided_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    merged_at: Mapped[datetime]
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
