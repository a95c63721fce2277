"""Cards of many clients at once, as plain values: for files, where no row is ever changed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.models import Client
from dvorik.kernel.db import any_of


class Card(NamedTuple):
    """Everything as the table has it: not escaped, phones included."""

    id: int
    telegram_id: int | None
    username: str | None
    display_name: str | None
    first_name: str | None
    last_name: str | None
    phone: str | None
    gender: str
    birthday: date | None
    language: str
    is_subscribed: bool
    bot_blocked_at: datetime | None
    is_blacklisted: bool
    consent_at: datetime | None
    source: str | None
    tags: list[str]
    notes: str
    last_active_at: datetime | None
    created_at: datetime


async def cards_of(session: AsyncSession, ids: Sequence[int]) -> list[Card]:
    """By id, without those deleted meanwhile."""
    columns = [Client.__table__.c[name] for name in Card._fields]
    rows = await session.execute(
        select(*columns)
        .where(Client.id == any_of(ids), Client.deleted_at.is_(None))
        .order_by(Client.id)
    )
    return [Card(*row) for row in rows]
