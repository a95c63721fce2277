from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from dvorik import reactions
from dvorik.kernel import relay
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.messaging.models import OutgoingMessage

Follow = Callable[[], Awaitable[list[OutgoingMessage]]]


@pytest.fixture
def follow(database: Database, config: Config) -> Follow:
    """Let everything happen that follows from what was done; the messages queued by it."""
    every_reaction = reactions.build(config)
    seen: set[int] = set()

    async def run() -> list[OutgoingMessage]:
        await relay.drain(database, every_reaction)
        async with database.transaction() as session:
            rows = await session.scalars(select(OutgoingMessage).order_by(OutgoingMessage.id))
            new = [row for row in rows if row.id not in seen]
        seen.update(row.id for row in new)
        return new

    return run


def addressed(message: OutgoingMessage) -> tuple[Any, ...]:
    """Who gets which text by which way."""
    return (message.channel, message.chat_id or message.address, message.text_key)
