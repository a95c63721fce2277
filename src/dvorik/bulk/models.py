"""Work on many people: what is to be done, and who has not had their turn."""

from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from dvorik.bulk.types import JobStatus
from dvorik.kernel.db import Base, Numbered


class BulkJob(Numbered, Base):
    """`done` people had their turn: `changed` of them, and `left_out`, by reason.

    `not_before` keeps others away: while an export is written, and for a while after a failure.
    """

    __tablename__ = "bulk_job"
    __table_args__ = (
        CheckConstraint("done <= total", name="done_at_most_total"),
        Index(
            "ix_bulk_job_open",
            "id",
            postgresql_where=text("status IN ('queued', 'running')"),
        ),
        Index(
            "ix_bulk_job_expires_at",
            "expires_at",
            postgresql_where=text("expires_at IS NOT NULL"),
        ),
        Index("ix_bulk_job_created_by_id", "created_by_id", "id"),
    )

    kind: Mapped[str]
    status: Mapped[str] = mapped_column(default=JobStatus.QUEUED.value)
    action: Mapped[dict[str, Any]]
    audience: Mapped[dict[str, Any]]
    language: Mapped[str]
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str | None]
    failures: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    result_name: Mapped[str | None]
    expires_at: Mapped[datetime | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class BulkChunk(Base):
    """Some hundred people of a job, who have their turn together: in one transaction.

    `left_out` lists by reason those for whom nothing changed.
    """

    __tablename__ = "bulk_chunk"
    __table_args__ = (
        # Beginnings first, so that a small job need not wait for all of a large one.
        Index("ix_bulk_chunk_waiting", "number", "job_id", postgresql_where=text("NOT is_done")),
    )

    job_id: Mapped[int] = mapped_column(ForeignKey("bulk_job.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    client_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    is_done: Mapped[bool] = mapped_column(default=False)
    left_out: Mapped[dict[str, Any] | None]
