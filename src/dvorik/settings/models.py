from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from dvorik.kernel.db import Base


class SettingRow(Base):
    """A value the owner changed. What nobody changed has no row; its default is in `types`."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB(none_as_null=False))
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None]
