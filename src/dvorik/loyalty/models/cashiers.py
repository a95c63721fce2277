from datetime import datetime

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from dvorik.kernel.db import Base, Numbered


class Cashier(Numbered, Base):
    """A Telegram person who may redeem codes once approved."""

    __tablename__ = "cashier"

    telegram_id: Mapped[int] = mapped_column(unique=True)
    username: Mapped[str | None]
    display_name: Mapped[str]
    language: Mapped[str] = mapped_column(default="ru")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    is_active: Mapped[bool] = mapped_column(default=False)
    requested_at: Mapped[datetime] = mapped_column(server_default=func.now())
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    wrong_streak: Mapped[int] = mapped_column(default=0)
