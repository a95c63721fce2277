"""Run an operation once per key, inside the caller's transaction."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from dvorik.kernel.db import Base
from dvorik.kernel.errors import Conflict


class IdempotencyKeyReused(Conflict):
    """The key came before with another request. Nothing was done this time."""

    code = "idempotency_key_reused"


class IdempotencyRow(Base):
    __tablename__ = "idempotency_key"

    scope: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[bytes]
    response: Mapped[Any | None] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)


def fingerprint(body: bytes) -> bytes:
    """Tells two requests apart without keeping what they said."""
    return hashlib.sha256(body).digest()


async def claim(
    session: AsyncSession, scope: str, key: str, mark: bytes = b""
) -> IdempotencyRow | None:
    """Return None when the key is now ours, or the finished row of the earlier call.

    A concurrent call with the same key blocks here on the primary key until the first
    transaction ends; if that one rolled back, the key becomes ours. Raises
    `IdempotencyKeyReused` when `mark` is not the earlier one.
    """
    inserted = await session.execute(
        insert(IdempotencyRow)
        .values(scope=scope, key=key, fingerprint=mark)
        .on_conflict_do_nothing()
        .returning(IdempotencyRow.key)
    )
    if inserted.scalar_one_or_none() is not None:
        return None
    row = await session.get_one(IdempotencyRow, (scope, key))
    if row.fingerprint != mark:
        raise IdempotencyKeyReused
    return row


async def answer(session: AsyncSession, scope: str, key: str, response: Any) -> None:
    """Keep the answer that later calls with the same key will get."""
    row = await session.get_one(IdempotencyRow, (scope, key))
    row.response = response


async def forget_before(session: AsyncSession, moment: datetime, *, limit: int) -> int:
    """Delete up to `limit` keys older than `moment`: nobody repeats a request that late."""
    own = (IdempotencyRow.scope, IdempotencyRow.key)
    old = (
        select(*own)
        .where(IdempotencyRow.created_at < moment)
        .order_by(IdempotencyRow.created_at)
        .limit(limit)
    )
    gone = await session.scalars(
        delete(IdempotencyRow).where(tuple_(*own).in_(old)).returning(IdempotencyRow.key)
    )
    return len(gone.all())
