"""People who sign in to the panel, what they may do, and the devices they use."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import CITEXT, INET
from sqlalchemy.orm import Mapped, mapped_column

from dvorik.accounts.types import AccountStatus
from dvorik.kernel.db import Base, Numbered


class Role(Base):
    """What a role may do. `owner` has a row like the others and always holds everything."""

    __tablename__ = "role"

    name: Mapped[str] = mapped_column(primary_key=True)
    permissions: Mapped[list[str]] = mapped_column(ARRAY(String))
    own_calendar_only: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Account(Numbered, Base):
    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("email IS NOT NULL OR telegram_id IS NOT NULL", name="reachable"),
        Index(
            "uq_account_email", "email", unique=True, postgresql_where=text("deleted_at IS NULL")
        ),
        Index(
            "uq_account_telegram_id",
            "telegram_id",
            unique=True,
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    email: Mapped[str | None] = mapped_column(CITEXT)
    password_hash: Mapped[str | None]
    telegram_id: Mapped[int | None]
    telegram_username: Mapped[str | None]
    first_name: Mapped[str]
    last_name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="ru")
    role: Mapped[str] = mapped_column(ForeignKey("role.name"))
    status: Mapped[str] = mapped_column(default=AccountStatus.PENDING.value)
    can_broadcast_from_chat: Mapped[bool] = mapped_column(default=False)
    notification_groups: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    last_login_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    deleted_at: Mapped[datetime | None]

    @property
    def display_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Device(Base):
    """One signed-in browser: a family of refresh tokens that ends as a whole."""

    __tablename__ = "account_device"

    id: Mapped[UUID] = mapped_column(Uuid(), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    user_agent: Mapped[str]
    address: Mapped[str | None] = mapped_column(INET)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]


class RefreshToken(Numbered, Base):
    """One link of a family's chain. Spent once; a spent one that comes again ends the family."""

    __tablename__ = "refresh_token"

    device_id: Mapped[UUID] = mapped_column(ForeignKey("account_device.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(), unique=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    spent_at: Mapped[datetime | None]


class OneTimeToken(Numbered, Base):
    """A link that works once: to sign in, or to set a new password."""

    __tablename__ = "one_time_token"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    purpose: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    spent_at: Mapped[datetime | None]
