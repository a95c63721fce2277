"""Saved rules."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from dvorik.kernel.db import Base, Numbered


class Segment(Numbered, Base):
    """A rule with a name. A table that points here by a foreign key keeps it from deletion."""

    __tablename__ = "segment"

    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    rule: Mapped[dict[str, Any]]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
