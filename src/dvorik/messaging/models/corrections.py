"""Changing or taking back what a broadcast has sent already."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from dvorik.kernel.db import Base, Numbered
from dvorik.messaging.types import CorrectionStatus


class Correction(Numbered, Base):
    """One run over the messages of a broadcast. A broadcast has one at a time.

    `before` is what the broadcast said until an edit; what it says now is the broadcast's own.
    """

    __tablename__ = "correction"
    __table_args__ = (
        Index(
            "uq_correction_broadcast_id",
            "broadcast_id",
            unique=True,
            postgresql_where=text("status IN ('running', 'paused')"),
        ),
        Index("ix_correction_broadcast_id", "broadcast_id", "id"),
        Index("ix_correction_at_work", "id", postgresql_where=text("status = 'running'")),
    )

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"))
    kind: Mapped[str]
    part: Mapped[str | None]
    status: Mapped[str] = mapped_column(default=CorrectionStatus.RUNNING.value)
    reason: Mapped[str | None]
    before: Mapped[dict[str, Any] | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    finished_at: Mapped[datetime | None]


class CorrectedMessage(Numbered, Base):
    """One recipient's message in a correction. `attempts` are those nobody heard the end of."""

    __tablename__ = "corrected_message"
    __table_args__ = (
        Index(
            "uq_corrected_message_correction_id_delivery_id",
            "correction_id",
            "delivery_id",
            unique=True,
        ),
        Index(
            "ix_corrected_message_claim",
            "correction_id",
            "not_before",
            postgresql_where=text("status = 'pending'"),
        ),
        Index(
            "ix_corrected_message_lease",
            "leased_until",
            postgresql_where=text("status = 'sending'"),
        ),
        Index("ix_corrected_message_correction_id_status", "correction_id", "status", "id"),
    )

    correction_id: Mapped[int] = mapped_column(ForeignKey("correction.id"))
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"))
    status: Mapped[str]
    reason: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
