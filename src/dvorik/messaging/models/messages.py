"""The words people receive: texts the owner changed, and every message on its way."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from dvorik.kernel.db import Base, Numbered


class MessageTemplate(Base):
    """A text the owner changed. What nobody changed has no row; its default is in the code."""

    __tablename__ = "message_template"

    key: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class OutgoingMessage(Numbered, Base):
    """One service message: a receipt, a notice, a letter. Sent after the commit that wrote it.

    `occasion` is what it is about ("redemption:15:receipt"): unique, so no cause speaks twice.

    `topic` is set where nobody asked for it: it leaves only for who wants to hear of that still.
    """

    __tablename__ = "outgoing_message"
    __table_args__ = (
        Index("ix_outgoing_message_due", "not_before", postgresql_where=text("status = 'pending'")),
        Index(
            "ix_outgoing_message_lease", "leased_until", postgresql_where=text("status = 'sending'")
        ),
        Index("ix_outgoing_message_client_id", "client_id", "id"),
        # The few that failed, or went by a rare channel, among all that were sent.
        Index("ix_outgoing_message_channel", "channel", "id"),
        Index("ix_outgoing_message_status", "status", "id"),
    )

    occasion: Mapped[str] = mapped_column(unique=True)
    text_key: Mapped[str]
    topic: Mapped[str | None]
    channel: Mapped[str]
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    chat_id: Mapped[int | None]
    address: Mapped[str | None]
    subject: Mapped[str | None]
    text: Mapped[str]
    keyboard: Mapped[dict[str, Any] | None]
    status: Mapped[str] = mapped_column(default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    telegram_message_id: Mapped[int | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    sent_at: Mapped[datetime | None]
