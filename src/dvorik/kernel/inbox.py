"""Updates from Telegram, written down before anything is done about them.

Whoever hears from Telegram first (the webhook, or the poller) calls `receive`; the bots process
claims updates in order per chat. A crash loses none, and a repeat of `update_id` is one row.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from dvorik.kernel.db import RECORDED, Base, Numbered

MAX_ATTEMPTS = 3
"""An update that fails this often is set aside, or it would block its chat."""

LEASE = timedelta(seconds=30)
"""Longer than any handler takes: two processes must not handle one update at once."""

# Named, because Telegram leaves out `chat_member` unless it is asked for.
ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member", "chat_member")


class BotName(StrEnum):
    CLIENT = "client"
    CASHIER = "cashier"


class UpdateStatus(StrEnum):
    NEW = "new"
    DONE = "done"
    SET_ASIDE = "set_aside"


class UpdateRow(Numbered, Base):
    __tablename__ = "telegram_update"
    __table_args__ = (
        Index("uq_telegram_update_bot_update_id", "bot", "update_id", unique=True),
        Index(
            "ix_telegram_update_new",
            "bot",
            "chat_id",
            "id",
            postgresql_where=text("status = 'new'"),
        ),
        Index("ix_telegram_update_received_at", "received_at"),
    )

    bot: Mapped[str]
    update_id: Mapped[int]
    chat_id: Mapped[int]
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(default=UpdateStatus.NEW.value)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    last_error: Mapped[str | None]


def chat_of(payload: dict[str, Any]) -> int:
    """The chat (else the person) an update is about; 0 when it names neither."""
    for part in payload.values():
        if not isinstance(part, dict):
            continue
        message = part.get("message")
        holders = (part, message if isinstance(message, dict) else {})
        for place in (*(h.get("chat") for h in holders), part.get("from"), part.get("user")):
            if isinstance(place, dict) and isinstance(place.get("id"), int):
                return int(place["id"])
    return 0


async def receive(
    session: AsyncSession, bot: BotName, updates: Iterable[dict[str, Any]], *, now: datetime
) -> int:
    """Keep updates that are new; how many were. Each must carry an integer `update_id`."""
    rows = [
        {
            "bot": bot.value,
            "update_id": payload["update_id"],
            "chat_id": chat_of(payload),
            "payload": payload,
            "received_at": now,
            "not_before": now,
        }
        for payload in updates
    ]
    if not rows:
        return 0
    kept = await session.scalars(
        insert(UpdateRow).values(rows).on_conflict_do_nothing().returning(UpdateRow.id)
    )
    session.info[RECORDED] = True
    return len(kept.all())


async def claim(
    session: AsyncSession, bot: BotName, *, now: datetime, limit: int
) -> Sequence[UpdateRow]:
    """Lease the oldest new update of each of up to `limit` chats for `LEASE`.

    Commit at once and handle them afterwards. A later update of a chat waits until the earlier
    one is done, and a lease that runs out (the process died) frees the update for another try.
    """
    older = aliased(UpdateRow)
    first_of_chat = ~(
        select(older.id)
        .where(
            older.bot == UpdateRow.bot,
            older.chat_id == UpdateRow.chat_id,
            older.status == UpdateStatus.NEW.value,
            older.id < UpdateRow.id,
        )
        .exists()
    )
    found = await session.scalars(
        select(UpdateRow)
        .where(
            UpdateRow.bot == bot.value,
            UpdateRow.status == UpdateStatus.NEW.value,
            UpdateRow.not_before <= now,
            first_of_chat,
        )
        .order_by(UpdateRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = found.all()
    for row in rows:
        row.not_before = now + LEASE
    return rows


async def finish(session: AsyncSession, update_row_id: int) -> bool:
    """Mark the update handled, in the transaction that carries its effects.

    False when it had been handled already: then its effects must not happen again.
    """
    finished = await session.scalar(
        update(UpdateRow)
        .where(UpdateRow.id == update_row_id, UpdateRow.status == UpdateStatus.NEW.value)
        .values(status=UpdateStatus.DONE.value)
        .returning(UpdateRow.id)
    )
    return finished is not None


async def fail(
    session: AsyncSession, update_row_id: int, error: BaseException, *, now: datetime
) -> UpdateStatus:
    """Note the failure: try again in a second, or set the update aside after the last try."""
    row = await session.get_one(UpdateRow, update_row_id, with_for_update=True)
    row.attempts += 1
    row.not_before = now + timedelta(seconds=row.attempts)
    row.last_error = type(error).__qualname__
    if row.attempts >= MAX_ATTEMPTS:
        row.status = UpdateStatus.SET_ASIDE.value
    return UpdateStatus(row.status)


async def put_back(session: AsyncSession, update_row_id: int, *, until: datetime) -> None:
    """End the lease without counting a failure: the world was unwell, not the update."""
    await session.execute(
        update(UpdateRow)
        .where(UpdateRow.id == update_row_id, UpdateRow.status == UpdateStatus.NEW.value)
        .values(not_before=until)
    )


async def free_leases(session: AsyncSession, bot: BotName, *, now: datetime) -> int:
    """Take back what a process that died had in hand; how many.

    For the one process that serves `bot`: another one's live leases would be freed too.
    """
    freed = await session.scalars(
        update(UpdateRow)
        .where(
            UpdateRow.bot == bot.value,
            UpdateRow.status == UpdateStatus.NEW.value,
            UpdateRow.not_before > now,
        )
        .values(not_before=now)
        .returning(UpdateRow.id)
    )
    return len(freed.all())


async def forget_before(session: AsyncSession, moment: datetime, *, limit: int) -> int:
    """Delete up to `limit` handled updates older than `moment`: they quote what people wrote."""
    old = (
        select(UpdateRow.id)
        .where(UpdateRow.received_at < moment, UpdateRow.status != UpdateStatus.NEW.value)
        .order_by(UpdateRow.received_at)
        .limit(limit)
    )
    gone = await session.scalars(
        delete(UpdateRow).where(UpdateRow.id.in_(old)).returning(UpdateRow.id)
    )
    return len(gone.all())
