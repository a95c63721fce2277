"""Clients to look at, edit and count."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.models import Client
from dvorik.kernel.db import Database
from tests.conftest import NOON

Add = Callable[..., Awaitable[Client]]


@pytest.fixture
def add(database: Database) -> Add:
    """Puts a bot user into the database; telegram ids count up from 1001."""
    last_telegram_id = 1000

    async def add_client(**fields: Any) -> Client:
        nonlocal last_telegram_id
        last_telegram_id += 1
        plain = {
            "telegram_id": last_telegram_id,
            "first_name": "Анна",
            "created_at": NOON,
            "updated_at": NOON,
        }
        async with database.transaction() as session:
            return await put(session, **{**plain, **fields})

    return add_client


async def put(session: AsyncSession, **fields: Any) -> Client:
    client = Client(**fields)
    session.add(client)
    await session.flush()
    return client
