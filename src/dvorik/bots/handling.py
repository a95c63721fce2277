"""The update in hand: finished once, in the transaction that carries its effects."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import inbox
from dvorik.kernel.db import Database


class AlreadyHandled(Exception):
    """Someone finished this update before us: nothing of it may happen again."""


class Handling:
    """A crash before the commit leaves the update to be handled again; after it, never."""

    def __init__(self, database: Database, row_id: int, received_at: datetime) -> None:
        self._database = database
        self._row_id = row_id
        self.received_at = received_at
        self.is_finished = False
        self.is_deciding = False

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A transaction that marks the update done. Raises `AlreadyHandled`."""
        async with self._database.transaction() as session:
            if not self.is_finished and not await inbox.finish(session, self._row_id):
                raise AlreadyHandled
            self.is_deciding = True
            try:
                yield session
            finally:
                self.is_deciding = False
        self.is_finished = True

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A transaction that only looks; the update stays open."""
        async with self._database.transaction() as session:
            self.is_deciding = True
            try:
                yield session
            finally:
                self.is_deciding = False

    async def finish(self) -> None:
        """For an update that changed nothing but was answered, or asks for no answer."""
        if not self.is_finished:
            async with self.transaction():
                return
