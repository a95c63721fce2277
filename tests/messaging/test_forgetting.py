"""Old service messages go, in batches; what still waits stays, however old."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.db import Database
from dvorik.messaging.actions import KEEP_FOR, forget_messages
from dvorik.messaging.models import OutgoingMessage
from dvorik.messaging.tasks import forget_old
from dvorik.messaging.types import MessageStatus
from tests.conftest import NOON

OLD = NOON - KEEP_FOR - timedelta(seconds=1)


async def add(
    session: AsyncSession, name: str, created_at: datetime, status: MessageStatus
) -> None:
    session.add(
        OutgoingMessage(
            occasion=name,
            text_key="client.receipt",
            channel="client_bot",
            chat_id=1,
            text="Hello",
            status=status.value,
            not_before=created_at,
            created_at=created_at,
        )
    )
    await session.flush()


async def left(session: AsyncSession) -> list[str]:
    found = await session.scalars(select(OutgoingMessage.occasion).order_by(OutgoingMessage.id))
    return list(found)


async def test_what_was_said_a_season_ago_is_forgotten(
    database: Database, session: AsyncSession
) -> None:
    for status in MessageStatus:
        await add(session, f"old {status}", OLD, status)
    await add(session, "young", NOON - KEEP_FOR, MessageStatus.SENT)

    assert await forget_old(database, now=lambda: NOON) == 4
    assert await left(session) == ["old pending", "old sending", "young"]
    assert await forget_old(database, now=lambda: NOON) == 0


@pytest.mark.parametrize("size", [1, 2, 3, 10])
async def test_batches_go_on_where_the_last_one_ended(session: AsyncSession, size: int) -> None:
    for number in range(4):
        status = MessageStatus.PENDING if number == 1 else MessageStatus.SENT
        await add(session, f"old {number}", OLD, status)
    await add(session, "young", NOON, MessageStatus.SENT)

    before, after_id, forgotten = NOON - KEEP_FOR, 0, 0
    while True:
        batch = await forget_messages(session, before=before, after_id=after_id, limit=size)
        forgotten += batch.forgotten
        if batch.last_id is None:
            break
        assert batch.last_id > after_id
        after_id = batch.last_id

    assert forgotten == 3
    assert await left(session) == ["old 1", "young"]
